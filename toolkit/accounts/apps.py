from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "toolkit.accounts"

    def ready(self):
        from toolkit.accounts import notifications, passwords, second_factor, sessions  # noqa: F401 (to connect their receivers)

        passwords.use_shared_cache()
