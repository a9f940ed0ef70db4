from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllianceSiteConfig(AppConfig):
    name = "alliance_site"
    verbose_name = _("Alliance site")

    def ready(self):
        from django.conf import settings
        from django.db.models import DateField
        from django.db.models.signals import post_migrate, post_save
        from wagtail.admin.forms.models import register_form_field_override

        from alliance_site import desk_mail, school_editors
        from alliance_site.mistake_mail import tell_owners
        from alliance_site.publisher import triggers
        from alliance_site.roles import ROLES, give_rights_below
        from alliance_site.signin import limits, proofs
        from pages.widgets import DateInput
        from schools.desk import decided, proposed
        from schools.mistakes import reported

        for page_type in {role.pages_below for role in ROLES}:
            post_save.connect(give_rights_below, sender=page_type)
        school_editors.connect()
        limits.share()
        proofs.connect()
        reported.connect(tell_owners)
        proposed.connect(desk_mail.tell_office)
        decided.connect(desk_mail.tell_school)
        post_migrate.connect(triggers.install, sender=self)
        register_form_field_override(DateField, override={"widget": DateInput})
        if settings.SENTRY_DSN:
            from alliance_site.watch import sentry

            sentry.start()
