from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "toolkit.accounts"
    default = True

    def ready(self):
        from toolkit.accounts import notifications, passwords, second_factor, sessions  # noqa: F401 (to connect their receivers)

        passwords.use_shared_cache()


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users, with our forms."""

    default = False
    user_viewset = "toolkit.accounts.user_forms.AccountViewSet"
