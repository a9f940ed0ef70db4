from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand
from django.db import transaction

from toolkit.accounts import secrets

SECRETS = ("secret", "seed")  # of an app and of recovery codes; passkeys have no secret here


class Command(BaseCommand):
    help = "Encrypts all second factors with the present SECRET_KEY: before an old one leaves SECRET_KEY_FALLBACKS."

    @transaction.atomic
    def handle(self, **options):
        encrypted = unreadable = 0
        for factor in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).select_for_update():
            for name in SECRETS:
                if name in factor.data:
                    try:
                        factor.data[name] = secrets.renew(factor.data[name])
                        encrypted += 1
                    except InvalidToken:
                        unreadable += 1
            factor.save(update_fields=["data"])
        self.stdout.write(f"{encrypted} encrypted with the present key.")
        if unreadable:
            self.stderr.write(
                f"{unreadable} were encrypted with a key that is not known here: reset these second factors."
            )
