from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "toolkit.accounts"

    def ready(self):
        from toolkit.accounts import factor_setup, limits, reset_log, sessions

        limits.use_shared_cache()
        for module in (factor_setup, reset_log, sessions):
            module.connect()
