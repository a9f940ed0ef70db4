"""Headers of responses. Public pages have no inline code and load nothing from other hosts."""

from csp.constants import NONCE, NONE, SELF, UNSAFE_HASHES

from alliance_site.admin_policy import digest

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{name: [NONE] for name in ("default-src", "base-uri", "object-src", "frame-ancestors")},
        **{name: [SELF] for name in ("script-src", "style-src", "img-src", "font-src", "connect-src")},
        **{name: [SELF] for name in ("manifest-src", "form-action")},
    }
}
# The editor frames its preview, and Wagtail's scripts do three things inline (alliance_site/admin_policy).
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "img-src": [SELF, "blob:"],  # previews of uploads
    "style-src": [SELF, NONCE],  # the placeholder of rich text
    "style-src-attr": [UNSAFE_HASHES, digest("white-space: pre-wrap;")],  # text copied from rich text
    "script-src-attr": [UNSAFE_HASHES, digest("return;")],  # the image cropper's test for touch support
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
# Browser features that scripts may use: none. The list has the names Chromium knows, because it warns about others.
BROWSER_FEATURES = """
    accelerometer autoplay browsing-topics camera captured-surface-control clipboard-read clipboard-write
    compute-pressure cross-origin-isolated display-capture encrypted-media fullscreen gamepad geolocation gyroscope hid
    identity-credentials-get idle-detection keyboard-map local-fonts magnetometer microphone midi otp-credentials
    payment picture-in-picture publickey-credentials-create publickey-credentials-get screen-wake-lock serial
    storage-access sync-xhr usb window-management xr-spatial-tracking
"""
PERMISSIONS_POLICY = dict.fromkeys(BROWSER_FEATURES.split(), "none")
# “Copy link” buttons, and passkeys for staff.
STAFF_PERMISSIONS_POLICY = PERMISSIONS_POLICY | dict.fromkeys(
    ("clipboard-write", "publickey-credentials-create", "publickey-credentials-get"), "self"
)
# The finder's “Use my location”, for which the browser asks first, and “Copy link”, which only writes.
PERMISSIONS_POLICY |= {"geolocation": "self", "clipboard-write": "self"}
# Addresses that other sites may embed: static files, pictures, open data.
SHARED_ADDRESSES = r"/(?:(?:static|media/images|share|data)/|[\w-]+/[\w-]+/(?:changes\.atom|facts\.json))"
SECURE_REFERRER_POLICY = "strict-origin"  # nobody, including our own logs, learns which page a visitor came from
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail itself allows its preview to be framed
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # without a separate cookie

# Caching of public pages: browsers always revalidate; a CDN keeps pages for a minute, or a day while the site is down.
PUBLIC_CACHE_CONTROL = {
    "public": True,
    "max_age": 0,
    "s_maxage": 60,
    "stale_while_revalidate": 60,
    "stale_if_error": 86400,
}
