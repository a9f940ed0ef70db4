from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand
from django.db import transaction

from toolkit.accounts import adapters

SECRETS = ("secret", "seed")  # of an app and of recovery codes; passkeys have no secret here


class Command(BaseCommand):
    help = (
        "Encrypt all second factors with the current SECRET_KEY. Run it before you remove an old key from "
        "SECRET_KEY_FALLBACKS."
    )

    @transaction.atomic
    def handle(self, **options):
        encrypted = unreadable = 0
        for factor in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).select_for_update():
            for name in SECRETS:
                if name in factor.data:
                    try:
                        factor.data[name] = adapters.renew(factor.data[name])
                        encrypted += 1
                    except InvalidToken:
                        unreadable += 1
            factor.save(update_fields=["data"])
        self.stdout.write(f"{encrypted} secrets encrypted with the current key.")
        if unreadable:
            self.stderr.write(
                f"{unreadable} secrets cannot be decrypted with any known key. Reset these second factors, or add the "
                "key they were encrypted with to SECRET_KEY_FALLBACKS and run this again."
            )
