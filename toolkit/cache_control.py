"""Who can cache a public page, and for how long."""

from functools import wraps

from django.conf import settings
from django.utils.cache import patch_cache_control

KEPT = (200, 304)  # a 304 renews the headers of the cached response


def has_session(request) -> bool:
    """Return whether the request carries a session cookie, which only people who signed in have."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def public(view):
    """Let browsers and a CDN cache what `view` returns to visitors; never what signed-in staff see."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if not has_session(request) and request.method in ("GET", "HEAD") and response.status_code in KEPT:
            patch_cache_control(response, **settings.PUBLIC_CACHE_CONTROL)
        return response

    return wrapper
