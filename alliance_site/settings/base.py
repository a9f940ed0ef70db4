"""Settings shared by all environments, safe by default. Dev, test and production only override them.

docs/settings.md lists every environment variable.
"""

from pathlib import Path

import environ
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from alliance_site import network
from alliance_site.settings.doors import Door, for_visitors
from alliance_site.settings.environment import Environment, choice
from toolkit.accounts import providers
from toolkit.development_database.databases import databases
from toolkit.monitoring import release

from .headers import *

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = Path(env.str("DATA_ROOT", "") or BASE_DIR / "var").absolute()  # everything written at run time

# Which network this is: first content, and `network.yaml`.
CONTENT = Path(env.str("CONTENT", "") or BASE_DIR / "content").absolute()
NETWORK = network.read(CONTENT)

# Sets the color and text of the stripe in the admin.
ENVIRONMENT = choice("ENVIRONMENT", env.str("ENVIRONMENT", ""), Environment.PRODUCTION)
RELEASE = release(BASE_DIR)  # the version of the code, for probes, logs and Sentry
SERVING = False  # wsgi.py sets it in processes that serve requests
DEBUG = False

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
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.locales",
    "wagtail.sites",
    "toolkit.accounts.apps.UsersConfig",  # for wagtail.users
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
    "whitenoise.runserver_nostatic",  # development serves static files like production
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "alliance_site.middleware.ProbeMiddleware",
    "toolkit.monitoring.requests.RequestMiddleware",
    "toolkit.monitoring.outages.WaitingMiddleware",
    "toolkit.monitoring.outages.DeadlineMiddleware",
    "alliance_site.middleware.ResourcePolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alliance_site.middleware.PrivateByDefaultMiddleware",
    "alliance_site.middleware.PolicyMiddleware",
    "alliance_site.middleware.PermissionsMiddleware",
    "toolkit.session_store.SessionMiddleware",
    "alliance_site.middleware.AddressLocaleMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",  # unchanged pages are not downloaded again
    "django.middleware.common.CommonMiddleware",
    "alliance_site.middleware.ContentMiddleware",  # after CommonMiddleware has checked the host name
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "toolkit.activity_log.events.AuditMiddleware",  # needs the user from AuthenticationMiddleware
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "toolkit.accounts.second_factor.SecondFactorMiddleware",
    "alliance_site.staff.school_gate.SchoolEditorGate",
    "pages.redirects.missing.MissingAddressMiddleware",
    "alliance_site.middleware.BadRequestMiddleware",
]

ROOT_URLCONF = "alliance_site.urls"

# Visitors and staff each have processes of their own in production, so editing cannot stop serving.
SERVES = choice("SERVES", env.str("SERVES", ""), Door.BOTH)
if SERVES == Door.PUBLIC:
    MIDDLEWARE, ROOT_URLCONF = for_visitors(MIDDLEWARE), "alliance_site.public_urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alliance_site.network.context",
            ],
        },
    },
]

DATABASES = databases(env.str("DATABASE_URL", ""), VAR)
PUBLIC_ROLE = env.str("PUBLIC_ROLE", "")  # the account of the public door, which `migrate` gives its rights
# Limits in seconds
STATEMENT_TIMEOUT = 3  # for one database statement of a request to gunicorn
REQUEST_TIMEOUT = 0  # for all database statements of a public request; 0 means no limit
MIGRATE_LOCK_TIMEOUT = 5  # for a migration's wait for a table
MIGRATE_STATEMENT_TIMEOUT = 60  # for one statement of a migration
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Wagtail caches renditions here, so that pages with pictures need fewer queries. Briefly, because each process has
    # its own and the renditions of a picture without consent are deleted.
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
        "TIMEOUT": 30,
    },
    # Counts of sign-in attempts. In the database, so that all processes share the limits.
    "limits": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_limits",
        "KEY_FUNCTION": "toolkit.accounts.passwords.key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # so an attacker can't evict their own counter
    },
}
# Counts of what visitors send. A table of its own, because the public door may change it.
CACHES["visitor_limits"] = CACHES["limits"] | {"LOCATION": "visitor_limits"}

STATE = NETWORK.state or None  # a folder of schools/states

# Staff accounts
AUTH_USER_MODEL = "alliance_site.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "toolkit.accounts.passwords.GuessableValidator",
        # Words that an attacker would try first on this site, such as role names and the network's name.
        "OPTIONS": {
            "words": (
                *NETWORK.guesses,
                *("school", "schools", "public", "charter", "scholar", "scholars", "teacher", "student", "staff"),
                *("writer", "publisher", "listings", "manager", "admin", "website", "editor", "wagtail", "django"),
                *("password", "welcome"),
            )
        },
    },
]
AUTHENTICATION_BACKENDS = ["toolkit.accounts.passwords.OneHashBackend"]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
SECOND_FACTOR_REQUIRED = True  # for accounts that can publish, upload documents, or manage users
SESSION_ENGINE = "toolkit.session_store"
SESSION_COOKIE_AGE = 12 * 3600  # after signing in, even if active
SESSION_IDLE_AGE = 3600  # after the last request; an open page editor sends requests, so no work is lost
ACCOUNT_ADAPTER = "toolkit.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "toolkit.accounts.forms.SignInForm",
    "reset_password": "toolkit.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "toolkit.accounts.forms.NewPasswordForm",
    "change_password": "toolkit.accounts.forms.OtherPasswordForm",
    "reauthenticate": "toolkit.accounts.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, without a checkbox
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts only come from invitations, and their link verifies the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other sessions end, this one continues
# Django's generator. allauth's stores addresses in a separate table, where they would survive a change by an admin.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 (a class)
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/300s/key", "reset_password": "20/m/ip,3/10m/key"}
MFA_ADAPTER = "toolkit.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = NETWORK.name
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
# Wagtail's own pages for passwords and email addresses are off: allauth handles them.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

# Languages and time
LANGUAGE_CODE = NETWORK.languages[0]
LANGUAGES = [(code, _(LANG_INFO[code]["name"])) for code in NETWORK.languages]
WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Ours, Wagtail's, and those of further languages
LOCALE_PATHS = [*(BASE_DIR / "alliance_site" / folder for folder in ("locale", "words")), CONTENT / "locale"]
WAGTAIL_I18N_ENABLED = True
TIME_ZONE = NETWORK.time_zone
FORMAT_MODULE_PATH = ["alliance_site.formats"]

# Requests and reports from visitors
PROXIES = 0  # how many proxies add to X-Forwarded-For; with 0 the header is ignored
MISTAKE_REPORT_DAYS = 90  # how long a report is kept after it was handled

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"  # collected with each release, which has its own file names
STATICFILES_DIRS = [("img", CONTENT / "img")]  # the network's drawings
STATICFILES_FINDERS = [
    "alliance_site.assets.static_files.AssetFinder",  # stylesheets, fonts, icons, and pages for nginx
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "schools.map.base.MapFinder",  # map/base.svg, drawn from content/map
]
MEDIA_URL = "/media/"
SERVE_IMAGES = False  # nginx serves /media/images/
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # File names contain a hash of the content, so browsers may cache them for a year.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A repository of restic and the file with its password. Both are made where they are missing, but not in production.
BACKUP_REPOSITORY = env.str("BACKUP_REPOSITORY", "").strip() or str(VAR / "backups")
BACKUP_PASSWORD_FILE = env.str("BACKUP_PASSWORD_FILE", "").strip() or str(VAR / "backup-password")
BACKUP_REQUIRED = False  # whether somebody has to choose them
BACKUPS_KEPT = {"daily": 7, "weekly": 5, "monthly": 12}

# The published copy (toolkit/published_copy): files a web server serves without the application
PUBLISH = False
PUBLISHED_COPY = "alliance_site.publishing.contents.SiteContents"
PUBLISHED_ROOT = VAR / "published"
STORAGES["published"] = {
    "BACKEND": "toolkit.atomic_files.WholeFileStorage",
    "OPTIONS": {"location": str(PUBLISHED_ROOT)},
}
ARCHIVE_DAYS = 7 * 365  # how long past versions of public pages are kept
ERASE_PAST_PAGES = env.bool("ERASE_PAST_PAGES", False)  # whether those with a picture go when its consent ends

# The activity log (toolkit/activity_log). A database trigger refuses to delete entries less than a year old.
ACTIVITY_LOG = "alliance_site.activity_log"
AUDIT_DAYS = 730

# Background jobs. Wagtail's own (search and reference indexes) run in the request: the next request needs them.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "worker": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "long"]},
}
WORKER_SCHEDULE = "alliance_site.jobs.SCHEDULE"
WORKER_MAX_MB = 600  # above this, the worker exits after its job and is restarted

# Wagtail
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # “Niños” is at /ninos/, which is short and easy to type
WAGTAIL_SITE_NAME = NETWORK.name
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", "http://localhost:8000")
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # the admin loads nothing from other hosts
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # one time zone for all schedules
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = True
# Shared passwords would need a cookie for visitors.
WAGTAIL_PRIVATE_PAGE_OPTIONS = WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_IMAGE_MODEL = "media.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.ImageForm"
# HEIC and TIFF are converted to JPEG. No SVG: it can contain scripts.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "heif", "jpg", "jpeg", "png", "tif", "tiff", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # a decoded picture must fit in memory
WAGTAILDOCS_DOCUMENT_MODEL = "media.SiteDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "schools.postings.forms.PostedDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # checks permissions on every download
WAGTAILDOCS_INLINE_CONTENT_TYPES = []  # downloads never open as pages of this site
WAGTAILEMBEDS_FINDERS = []  # embedded players would contact other hosts
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "pages.search.backend",  # Wagtail's for PostgreSQL, which also stores a list of words
        "SEARCH_CONFIG": network.search_config(LANGUAGE_CODE),  # independent of the server's default
        "SEARCH_CONFIGS": {code: network.search_config(code) for code in NETWORK.languages[1:]},
    }
}
RICH_TEXT = ["bold", "italic", "link", "document-link", "figure", "ul", "ol"]  # headings and pictures are blocks
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {"WIDGET": "pages.editor.rich_text.RichTextArea", "OPTIONS": {"features": RICH_TEXT}},
}
FORMS_URLFIELD_ASSUME_HTTPS = True  # addresses typed without a scheme; Django 6 does that without this setting
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the form of a page with many blocks has many fields

# /.well-known/security.txt: addresses for reports of vulnerabilities, and its last day.
SECURITY_CONTACT, SECURITY_EXPIRES = [], None

# Monitoring
ACCESS_LOG = env.str("ACCESS_LOG", "")  # nginx's, from which `pages/readers/` counts how often pages are read
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # required to read /metrics, which is off without it
SENTRY_DSN = env.str("SENTRY_DSN", "")  # where to report errors, if anywhere
ALERTS_TO: list[str] = []  # addresses that get an email when something fails
WORKER_SILENT_AFTER = 180  # seconds without a sign of life before staff get a warning
PUBLISHED_LATE_AFTER = 60  # seconds between a change and its publication before staff get a warning

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "webmaster@localhost")
EMAIL_TIMEOUT = 10  # seconds; staff wait for the mail server

# What follows in a path is a secret, which no log has; nginx.conf.template lists them, too.
SECRET_ADDRESSES = ["/password/reset/key/", "/due-dates/", "/drafts/"]
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
        # The development server's request lines.
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "toolkit.monitoring.requests": {"level": "INFO"},  # one line per request
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
