"""Settings every environment shares, safe by default; dev, test and production only add what differs.

Every environment variable read here is listed in docs/settings.md.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF, UNSAFE_HASHES
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from alliance_site.admin_policy import digest
from alliance_site.settings.environment import Environment, environment
from toolkit.accounts import providers
from toolkit.backups import target
from toolkit.development_database.databases import databases
from toolkit.monitoring.release import release

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = BASE_DIR / "var"  # everything written at run time

# The colour and word of the admin's stripe; development has another default.
ENVIRONMENT = environment(env.str("ENVIRONMENT", ""), Environment.PRODUCTION)
RELEASE = release(env.str("RELEASE", ""), BASE_DIR)  # which version of the code; probes, logs and Sentry say it
SERVING = False  # whether this process answers requests of others; startup.py says so
DEBUG = False
ALLOWED_HOSTS = []

INSTALLED_APPS = [
    "alliance_site",
    "schools",
    "pages",
    "media",
    "toolkit.accounts",
    "toolkit.activity_log",
    "toolkit.backups",
    "toolkit.development_database",
    "toolkit.monitoring",
    "toolkit.published_copy",
    "toolkit.worker",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "django_tasks",
    "django_tasks_db",
    "modelcluster",
    "taggit",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",  # development serves static files as production does
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "alliance_site.middleware.ProbeMiddleware",
    "toolkit.monitoring.requests.RequestMiddleware",
    "toolkit.monitoring.disconnects.WaitingMiddleware",
    "toolkit.monitoring.outages.DeadlineMiddleware",
    "alliance_site.middleware.ResourcePolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alliance_site.middleware.PrivateByDefaultMiddleware",
    "alliance_site.middleware.PolicyMiddleware",
    "alliance_site.middleware.PermissionsMiddleware",
    "toolkit.session_store.SessionMiddleware",
    "alliance_site.middleware.AddressLocaleMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",  # an unchanged page costs a phone no second download
    "django.middleware.common.CommonMiddleware",
    "alliance_site.middleware.ContentMiddleware",  # after the check of the host name
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "toolkit.activity_log.middleware.AuditMiddleware",  # whose session it is, it has from the one before
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "toolkit.accounts.middleware.SecondFactorMiddleware",
    "alliance_site.staff.school_gate.SchoolEditorGate",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "alliance_site.unreadable.UnreadableMiddleware",
]

ROOT_URLCONF = "alliance_site.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = databases(env.str("DATABASE_URL", ""), VAR)
# Seconds; 0 is no limit. A statement of a request is given up after so long, all that a public one asks of the
# database, a migration's wait for a table, a statement of a migration. The first two hold in production only.
STATEMENT_TIMEOUT = 3
REQUEST_TIMEOUT = 0
MIGRATE_LOCK_TIMEOUT = 5
MIGRATE_STATEMENT_TIMEOUT = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Wagtail keeps found renditions here, so a page with pictures asks the database once.
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
    # Who tried to sign in, or reported a mistake, how often: counted for all processes together, or guessing would
    # only need patience.
    "limits": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_limits",
        "KEY_FUNCTION": "toolkit.accounts.limits.key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # so that nobody pushes out what counts against him
    },
}

# People who sign in
AUTH_USER_MODEL = "alliance_site.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "toolkit.accounts.passwords.GuessableValidator"},
]
AUTHENTICATION_BACKENDS = ["toolkit.accounts.backends.OneHashBackend"]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
SECOND_FACTOR_REQUIRED = True  # of whoever can publish, a document too, or manage users; the demo offers it
SESSION_ENGINE = "toolkit.session_store"
SESSION_COOKIE_AGE = 12 * 3600  # since signing in, however busy
SESSION_IDLE_AGE = 3600  # since it was last used; an open page editor uses it, so that nobody loses what they write
ACCOUNT_ADAPTER = "toolkit.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "toolkit.accounts.forms.SignInForm",
    "reset_password": "toolkit.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "toolkit.accounts.forms.NewPasswordForm",
    "change_password": "toolkit.accounts.forms.OtherPasswordForm",
    "reauthenticate": "toolkit.accounts.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SESSION_REMEMBER = True  # until SESSION_COOKIE_AGE is over; there is no checkbox
ACCOUNT_EMAIL_VERIFICATION = "none"  # only an invitation makes an account, and its link proves the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # the other sessions end, this one stays
# Django's: allauth's would write addresses into a table of its own, where they would outlive a change by an admin.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 (a class)
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/300s/key", "reset_password": "20/m/ip,3/10m/key"}
MFA_ADAPTER = "toolkit.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_FORMS = {
    "authenticate": "toolkit.accounts.forms.SignInCodeForm",
    "reauthenticate": "toolkit.accounts.forms.CodeAgainForm",
    "activate_totp": "toolkit.accounts.forms.FirstCodeForm",
    "add_webauthn": "toolkit.accounts.forms.AddKeyForm",
    "edit_webauthn": "toolkit.accounts.forms.KeyNameForm",
}
SOCIALACCOUNT_ADAPTER = "toolkit.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = providers.from_environment(env.ENVIRON)
SOCIALACCOUNT_STORE_TOKENS = False
# Wagtail's own ways to a password and an address stay closed: there is one door.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

# Language, place and time
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "alliance_site" / "locale"]
WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "America/Los_Angeles"  # schedules mean what the clock on the wall says
USE_TZ = True
FORMAT_MODULE_PATH = ["alliance_site.formats"]

# What visitors send
PROXIES = 0  # how many in front of the site add to X-Forwarded-For; none, so nobody is believed
MISTAKE_REPORT_DAYS = 90  # a report is deleted so long after it was dealt with

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "alliance_site.assets.stylesheets.StylesheetFinder",  # css/site.css from one file per component
    "alliance_site.assets.icons.IconFinder",  # img/*.png, img/favicon.ico, drawn from img/mark.svg
    "alliance_site.assets.fonts.FontFinder",  # fonts/*.woff2, cut from the families' packages
    "schools.map.static_files.MapFinder",  # map/base.svg, drawn from content/map
]
MEDIA_URL = "/media/"
SERVE_IMAGES = False  # the proxy in front serves /media/images/
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Names carry a hash of the content, so browsers may keep them for a year.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "backups": target.storage(env.str("BACKUP_ROOT", ""), default=VAR / "backups"),
}
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", "")  # who can open backups: public keys of age, commas between
BACKUP_RECIPIENT_REQUIRED = False  # production makes no plain backup unless BACKUP_RECIPIENT says `none`
BACKUPS_KEPT = {"daily": 7, "weekly": 5, "monthly": 12}

# The published copy (toolkit/published_copy): what a web server serves without the application
PUBLISH = env.bool("PUBLISH", False)
PUBLISHED_COPY = "alliance_site.publishing.contents.SiteContents"
PUBLISHED_ROOT = env.path("PUBLISHED_ROOT", default=str(VAR / "published"))
STORAGES["published"] = {
    "BACKEND": "toolkit.published_copy.storage.WholeFileStorage",
    "OPTIONS": {"location": str(PUBLISHED_ROOT)},
}
ARCHIVE_DAYS = env.int("ARCHIVE_DAYS", 7 * 365)  # what an address said is remembered so long after it said so last

# Who did what (toolkit/activity_log). PostgreSQL itself lets nothing go that is younger than a year.
ACTIVITY_LOG = "alliance_site.activity_log"
AUDIT_DAYS = env.int("AUDIT_DAYS", 730)
if AUDIT_DAYS < 366:
    raise ImproperlyConfigured(
        "AUDIT_DAYS must be 366 or more, for example 730: the audit log is kept for a year at least."
    )

# Background work. Wagtail's own jobs (indexes of search and references) are done at once: the next request needs them.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "worker": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
WORKER_SCHEDULE = "alliance_site.jobs.SCHEDULE"
WORKER_MAX_MB = env.int("WORKER_MAX_MB", 600)  # beyond, the worker ends after its job and is started again

# Headers. Public pages: nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
# The editor's: it frames its preview, and Wagtail's own scripts do three things inline (alliance_site/admin_policy).
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "img-src": [SELF, "blob:"],  # what is being uploaded
    "style-src": [SELF, NONCE],  # the placeholder of rich text
    "style-src-attr": [UNSAFE_HASHES, digest("white-space: pre-wrap;")],  # what is copied from rich text
    "script-src-attr": [UNSAFE_HASHES, digest("return;")],  # whether there is touch, asked where images are cropped
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
# What scripts may ask the browser for: nothing. The names are those that Chromium knows; of others it would complain.
PERMISSIONS_POLICY = dict.fromkeys(
    (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "captured-surface-control",
        "clipboard-read",
        "clipboard-write",
        "compute-pressure",
        "cross-origin-isolated",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "gamepad",
        "geolocation",
        "gyroscope",
        "hid",
        "identity-credentials-get",
        "idle-detection",
        "keyboard-map",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "otp-credentials",
        "payment",
        "picture-in-picture",
        "publickey-credentials-create",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "storage-access",
        "sync-xhr",
        "usb",
        "window-management",
        "xr-spatial-tracking",
    ),
    "none",
)
# Passkeys, and the editor's buttons that copy an address.
STAFF_PERMISSIONS_POLICY = PERMISSIONS_POLICY | dict.fromkeys(
    ("clipboard-write", "publickey-credentials-create", "publickey-credentials-get"), "self"
)
PERMISSIONS_POLICY |= {"geolocation": "self"}  # the finder's “Use my location”; the browser asks first
# What pages of other sites may show: files of the design, pictures, open data. All else only pages of this site.
SHARED_ADDRESSES = r"/(?:static|media/images|share|(?:\w\w/)?data)/"
SECURE_REFERRER_POLICY = "strict-origin"  # nobody, our own logs included, is told where in the site a visitor was
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail itself allows its preview to be framed
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own

# How long a public page may be kept: browsers ask again, a CDN for a minute, and an old copy is better than none.
PUBLIC_CACHE_CONTROL = {
    "public": True,
    "max_age": 0,
    "s_maxage": 60,
    "stale_while_revalidate": 60,
    "stale_if_error": 86400,
}

# Wagtail
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # “Niños” is at /ninos/: an address that can be typed, read aloud, and is short
WAGTAIL_SITE_NAME = "Alliance College-Ready Public Schools"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", "http://localhost:8000")
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no request to another host, in the admin either
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # one clock for schedules
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = True
# A shared password would need a visitor's cookie.
WAGTAIL_PRIVATE_PAGE_OPTIONS = WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_IMAGE_MODEL = "media.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]  # no SVG: it can carry scripts
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # a decoded picture must fit in memory
WAGTAILDOCS_DOCUMENT_MODEL = "media.SiteDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "schools.postings.documents.PostedDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # rights are checked on every download
WAGTAILDOCS_INLINE_CONTENT_TYPES = []  # downloads never open as pages of this site
WAGTAILEMBEDS_FINDERS = []  # embedded players would call other hosts
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "pages.search.backend",  # Wagtail's for PostgreSQL, which also keeps a list of words
        "SEARCH_CONFIG": "english",  # not whatever a server's default is
    }
}
RICH_TEXT = ["bold", "italic", "link", "document-link", "ul", "ol"]  # headings and pictures are blocks
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {"WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea", "OPTIONS": {"features": RICH_TEXT}},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a page with many blocks is one large form

# /.well-known/security.txt: where weaknesses are reported, and the last day on which that is good. None without.
SECURITY_CONTACT, SECURITY_EXPIRES = [], None

# What watches the site
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # whoever has it may read /metrics; without one there are none
SENTRY_DSN = env.str("SENTRY_DSN", "")  # where errors are told; without one nowhere
MAINTENANCE_PAGE = BASE_DIR / "alliance_site" / "static" / "maintenance.html"
WORKER_SILENT_AFTER = 180  # seconds; then scheduled pages no longer go live, and staff are told
PUBLISHED_LATE_AFTER = 60  # seconds between a change and its publication

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "webmaster@localhost")
EMAIL_TIMEOUT = 10  # seconds; whoever reports a mistake waits for the mail

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_questions": {"()": "toolkit.monitoring.logs.WithoutQuestions"}},
    "formatters": {
        "line": {"()": "toolkit.monitoring.logs.Line"},
        "json": {"()": "toolkit.monitoring.logs.Json", "release": RELEASE},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_questions"]},
    },
    "loggers": {
        # The development server's lines, which go nowhere else.
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "alliance_site.requests": {"level": "INFO"},  # a line for each
        "toolkit.activity_log": {"level": "INFO"},  # where the chain of the audit log ends, each night
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
