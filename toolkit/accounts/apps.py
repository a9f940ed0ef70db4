from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "toolkit.accounts"

    def ready(self):
        from . import limits, proofs, resets, sessions

        limits.share()
        for module in (proofs, resets, sessions):
            module.connect()
