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
        from wagtail.signals import task_submitted

        from alliance_site import (
            desk_mail,
            profile_mail,
            profile_workflow,
            school_editors,
            security_txt,  # noqa: F401 (its check, and the next: `check` asks for none that are imported later)
        )
        from alliance_site.admin_policy import inert
        from toolkit.activity_log import append_only, events, truncation, watched, who
        from toolkit.backups import checks
        from alliance_site.exports import defuse_exports
        from alliance_site.mistake_mail import tell_owners
        from toolkit.published_copy import triggers
        from toolkit.published_copy.showing import addresses_showing
        from alliance_site.reach import guard_forms
        from alliance_site.roles import ROLES, give_rights_below
        from toolkit.accounts import limits, proofs, resets, sessions
        from pages.widgets import DateInput
        from schools.desk import decided, proposed, recipients
        from schools.lifecycle.impact import register_showing
        from schools.mistakes import reported
        from schools.models import SchoolIndexPage

        for page_type in {role.pages_below for role in ROLES}:
            post_save.connect(give_rights_below, sender=page_type)
        post_save.connect(profile_workflow.put_on_new_list, sender=SchoolIndexPage)
        defuse_exports()
        inert.replace_chooser_script()
        guard_forms()
        school_editors.connect()
        limits.share()
        for part in (proofs, resets, sessions):
            part.connect()
        reported.connect(tell_owners)
        proposed.connect(desk_mail.tell_office)
        decided.connect(desk_mail.tell_school)
        register_showing(addresses_showing)
        task_submitted.connect(profile_mail.tell)
        recipients.register(office=desk_mail.office, reviewers=profile_mail.told_of)
        post_migrate.connect(triggers.install, sender=self)
        for made in (append_only, watched, truncation):
            post_migrate.connect(made.install, sender=self)
        who.connect()
        events.connect()
        register_form_field_override(DateField, override={"widget": DateInput})
        if settings.SENTRY_DSN:
            from toolkit.monitoring import sentry

            sentry.start()
