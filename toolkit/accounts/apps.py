from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "toolkit.accounts"

    def ready(self):
        from toolkit.accounts import limits, reset_log, second_factor, sessions

        limits.use_shared_cache()
        for module in (second_factor, reset_log, sessions):
            module.connect()
