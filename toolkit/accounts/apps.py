from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "toolkit.accounts"

    def ready(self):
        from toolkit.accounts import notifications, passwords, second_factor, sessions

        passwords.use_shared_cache()
        for module in (second_factor, notifications, sessions):
            module.connect()
