from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllianceSiteConfig(AppConfig):
    name = "alliance_site"
    verbose_name = _("Site")

    def ready(self):
        from django.db.models.signals import post_migrate

        from . import public_role, wiring

        wiring.connect()
        post_migrate.connect(public_role.grant, sender=self)
