"""Development and the demo of `make run`: everything on this machine, plain HTTP, e-mail on the console."""

from .base import *
from .base import VAR, env

DEBUG = True
SECRET_KEY = env.str("SECRET_KEY", "development-only-and-not-secret-because-it-is-in-the-repository")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DEMO_LOGINS = VAR / "demo-logins.txt"  # written by load_site, never in git
