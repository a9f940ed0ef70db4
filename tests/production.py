"""Settings that production needs at least; nothing answers at these addresses."""

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "alliance_site.settings.production",
    "SECRET_KEY": "".join(chr(33 + n) for n in range(2, 62)),
    "DATABASE_URL": "postgres://me:hush@127.0.0.1:1/site",
    "BASE_URL": "https://www.example.org",
    "ALLOWED_HOSTS": "www.example.org",
    "DEFAULT_FROM_EMAIL": "site@example.org",
    "ALERTS_TO": "it@example.org",
}
