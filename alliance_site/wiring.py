"""Signal receivers of the site, and its registrations with the other apps.

Receivers that concern one app only are in its `receivers.py`; apps of the toolkit connect their own.
"""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import DateField
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.mail import EmailNotificationMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.signals import task_approved, task_rejected, task_submitted

from alliance_site import admin_policy, security_txt
from alliance_site.notifications import office, recipients, visitors
from alliance_site.publishing import alerts
from alliance_site.staff import roles, school_editors
from alliance_site.staff.references import guard_forms
from media.removal import consent_withdrawn
from media.returns import return_changed
from pages.editor import approval
from pages.editor.forms import DateInput
from pages.models import Announcement
from pages.models.form import answered
from pages.translation import report
from schools.desk import decided, proposed, receipts
from schools.mistakes import reported
from schools.models import SchoolIndexPage, SchoolPage, SchoolTeam
from schools.register.following import records_changed
from toolkit.accounts import second_factor
from toolkit.csv_cells import defuse
from toolkit.monitoring import probes, status

RECEIVERS = [
    # (signal, receiver, sender)
    *(
        (post_save, roles.grant_rights_on_new_page, page_type)
        for page_type in {role.pages_below for role in roles.ROLES}
    ),
    (post_save, roles.assign_to_new_list, SchoolIndexPage),
    (records_changed, school_editors.follow_schools, None),
    (post_save, school_editors.follow_profile, SchoolPage),
    (post_delete, school_editors.delete_group, SchoolTeam),
    (pre_delete, alerts.end_deleted, Announcement),
    (reported, visitors.send_mistake_mails, None),
    (answered, visitors.send_form_mails, None),
    (proposed, office.notify_office, None),
    (decided, office.notify_school, None),
    (task_submitted, recipients.notify_reviewers, None),
    (task_approved, approval.report_decision, None),
    (task_rejected, approval.report_decision, None),
    (consent_withdrawn, office.notify_withdrawn, None),
    (return_changed, office.notify_return, None),
]


def mend_exports() -> None:
    """Escape formulas in the CSV files of every export view of Wagtail's, and write times as screens show them.

    All views write cells with this method. In XLSX, Wagtail marks text cells as text. In CSV, a spreadsheet treats a
    cell as a formula by its first character.
    """
    value_of = SpreadsheetExportMixin.preprocess_field_value

    def preprocess_field_value(self, field, value, export_format):
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.make_naive(value)  # Wagtail writes UTC
        cell = value_of(self, field, value, export_format)
        if export_format != self.FORMAT_CSV or cell is None or isinstance(cell, (int, float)):
            return cell
        return defuse(str(cell))

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value


def mail_after_commit() -> None:
    """Send Wagtail's emails once what they tell is saved: a slow mail server holds no lock, its errors undo nothing."""
    send = EmailNotificationMixin.send_notifications

    def send_notifications(self, *args, **kwargs):
        transaction.on_commit(partial(send, self, *args, **kwargs), robust=True)
        return True

    EmailNotificationMixin.send_notifications = send_notifications


def connect() -> None:
    """Connect and register everything. Called once, after all apps are loaded."""
    for signal, receiver, sender in RECEIVERS:
        signal.connect(receiver, sender=sender)
    second_factor.POWERS.append(lambda groups: SchoolTeam.objects.filter(group__in=groups).exists())
    probes.WARNINGS["security_txt"] = security_txt.probe
    status.GAUGES.append(report.gauges)
    receipts.recipients.update(office=recipients.office, reviewers=recipients.recipients_of, authors=recipients.authors)
    guard_forms()
    register_form_field_override(DateField, override={"widget": DateInput})
    mend_exports()
    mail_after_commit()
    admin_policy.replace_chooser_script()
