"""Signal receivers of the site, and its registrations with the other apps.

Receivers that concern one app only are in its `receivers.py`; apps of the toolkit connect their own.
"""

from django.db.models import DateField
from django.db.models.signals import post_delete, post_save
from wagtail.admin.forms.models import register_form_field_override
from wagtail.signals import task_approved, task_rejected, task_submitted

from alliance_site import security_txt
from alliance_site.admin_policy import inert
from alliance_site.exports import defuse_exports
from alliance_site.notifications import desk, forms, mistakes, pictures, profiles, recipients
from alliance_site.staff import profile_workflow, roles, school_editors
from alliance_site.staff.references import guard_forms
from media.removal import consent_withdrawn
from pages.editor import approval
from pages.editor.widgets import DateInput
from pages.models.form import answered
from pages.translation import report
from schools.desk import decided, proposed
from schools.desk import recipients as desk_recipients
from schools.mistakes import reported
from schools.models import SchoolIndexPage, SchoolPage, SchoolTeam
from schools.register.signals import records_changed
from toolkit.accounts import second_factor
from toolkit.monitoring import probes, status

RECEIVERS = [
    # (signal, receiver, sender)
    *(
        (post_save, roles.grant_rights_on_new_page, page_type)
        for page_type in {role.pages_below for role in roles.ROLES}
    ),
    (post_save, profile_workflow.assign_to_new_list, SchoolIndexPage),
    (records_changed, school_editors.follow_schools, None),
    (post_save, school_editors.follow_profile, SchoolPage),
    (post_delete, school_editors.delete_group, SchoolTeam),
    (reported, mistakes.send_mails, None),
    (answered, forms.send_mails, None),
    (proposed, desk.notify_office, None),
    (decided, desk.notify_school, None),
    (task_submitted, profiles.notify_reviewers, None),
    (task_approved, approval.report_decision, None),
    (task_rejected, approval.report_decision, None),
    (consent_withdrawn, pictures.notify_withdrawn, None),
]


def connect() -> None:
    """Connect and register everything. Called once, after all apps are loaded."""
    for signal, receiver, sender in RECEIVERS:
        signal.connect(receiver, sender=sender)
    second_factor.register_power(lambda groups: SchoolTeam.objects.filter(group__in=groups).exists())
    probes.register_warning("security_txt", security_txt.probe)
    status.register_gauges(report.gauges)
    desk_recipients.register(office=recipients.office, reviewers=profiles.recipients_of, authors=recipients.authors)
    guard_forms()
    register_form_field_override(DateField, override={"widget": DateInput})
    defuse_exports()
    inert.replace_chooser_script()
