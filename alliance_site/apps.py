from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllianceSiteConfig(AppConfig):
    name = "alliance_site"
    verbose_name = _("Alliance site")

    def ready(self):
        from django.db.models import DateField
        from wagtail.admin.forms.models import register_form_field_override

        from pages.widgets import DateInput

        register_form_field_override(DateField, override={"widget": DateInput})
