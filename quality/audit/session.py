"""Signs in a site admin with password and second factor: `python -m quality.audit.session HOST`.

Answers as JSON the cookie and the number of the home page.
"""

import json
import secrets
import sys
import time

import django


def main(host: str) -> None:
    django.setup()
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from pages.models import HomePage

    name, password, secret = "audit", secrets.token_urlsafe(20), generate_totp_secret()
    get_user_model().objects.filter(username=name).delete()
    user = get_user_model().objects.create_superuser(name, "audit@example.org", password)
    TOTP.activate(user, secret)
    client = Client(SERVER_NAME=host, headers={"x-forwarded-proto": "https", "x-forwarded-for": "127.0.0.1"})
    client.post("/accounts/login/", {"login": name, "password": password}, secure=True)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post("/accounts/2fa/authenticate/", {"code": code}, secure=True)
    session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    sys.stdout.write(json.dumps({"cookie": session, "home": HomePage.objects.first().pk}))


if __name__ == "__main__":
    main(*sys.argv[1:])
