"""The publishing schedule of pages, announcements, and the menu: panel, validation, and messages.

Wagtail's dialog saves the dates without scheduling anything. Here they are a panel of the form, with a button that
schedules or submits, as the person's permissions allow.
"""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as format_moment
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.locks import BasicLock, ScheduledForPublishLock
from wagtail.models import LockableMixin, Page, Revision, WorkflowMixin

SCHEDULE = "schedule"  # the value of the panel's button; those in the footer have other values
BUTTONS = ("action-publish", "action-submit")


class MomentInput(forms.DateTimeInput):
    """The browser's own date and time field. Unlike Wagtail's picker, it covers nothing and rejects invalid input."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")

    class Media:
        js = ["js/schedule.js"]


class SchedulePanel(MultiFieldPanel):
    """The dates of a record; `has_end` is false for what is never unpublished on a date."""

    def __init__(self, has_end=True, **kwargs):
        network = settings.NETWORK
        zone = format_lazy(
            gettext_lazy("Day and time in {region} ({clock})."), region=network.region, clock=network.clock
        )
        children = [
            FieldPanel("go_live_at", heading=gettext_lazy("Goes live"), help_text=zone, widget=MomentInput),
            FieldPanel("expire_at", heading=gettext_lazy("Comes down"), help_text=zone, widget=MomentInput),
        ]
        children = children if has_end else children[:1]
        super().__init__(**{"children": children, "heading": gettext_lazy("Schedule"), **kwargs})

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "wagtailadmin/panels/schedule.html"

        def get_context_data(self, parent_context=None):
            user = self.request.user
            parent = getattr(self.form, "parent_page", None)
            return super().get_context_data(parent_context) | {
                "may_publish": may_publish(self.instance, user, parent),
                "may_submit": _may_submit(self.instance, user, parent),
                "is_locked": is_locked(self.instance, user),
            }


def may_publish(record, user, parent: Page | None = None) -> bool:
    """Return whether `user` can publish `record`; `parent` is needed for a page that is not saved yet."""
    if not isinstance(record, Page):
        return user.has_perm(f"{record._meta.app_label}.publish_{record._meta.model_name}")
    if record.pk is None:
        return parent is not None and parent.permissions_for_user(user).can_publish_subpage()
    return record.permissions_for_user(user).can_publish()


def _may_submit(record, user, parent: Page | None) -> bool:
    if not isinstance(record, Page):
        return isinstance(record, WorkflowMixin) and record.has_workflow and not record.workflow_in_progress
    if record.pk is None:
        return parent is not None and parent.has_workflow
    return record.permissions_for_user(user).can_submit_for_moderation()


def is_locked(record, user) -> bool:
    lock = record.get_lock() if record.pk and isinstance(record, LockableMixin) else None
    return bool(lock and lock.for_user(user))


class ScheduleLock(ScheduledForPublishLock):
    """Locks what is scheduled only for those who cannot schedule it. Others change it, and its time, in place."""

    def for_user(self, user):
        return not may_publish(self.object, user)

    def get_message(self, user):
        start = moment(self.object.scheduled_revision.approved_go_live_at)
        said = _("Scheduled to go live on %(start)s.") % {"start": start}
        if self.for_user(user):
            return f"{said} {_('Only a Publisher can change it.')}"
        return f"{said} {_('To change the time, enter another one under Schedule.')}"


class ScheduledMixin:
    """A record that stays open to those who can schedule it."""

    def get_lock(self):
        lock = super().get_lock()
        if not isinstance(lock, ScheduledForPublishLock):
            return lock
        return BasicLock(self) if self.locked else ScheduleLock(self)  # Wagtail looks at that one first


@transaction.atomic
def reschedule(user, key: str, text: str) -> str:
    """Schedule the version with this key for another time, and return what was done. Raises ValidationError."""
    waiting = Revision.objects.select_for_update().filter(approved_go_live_at__isnull=False)
    revision = waiting.filter(pk=key).first() if key.isdecimal() else None
    if revision is None:
        raise ValidationError(_("This is no longer scheduled: it went live, or someone canceled it."))
    record = revision.as_object()
    if not may_publish(record, user) or is_locked(record, user):
        raise PermissionDenied
    record.go_live_at = forms.DateTimeField(error_messages={"required": _("Enter a day and a time.")}).clean(text)
    if record.go_live_at <= timezone.now():
        raise ValidationError(_("This time has passed. Enter a later one."))
    if record.expire_at and record.expire_at <= record.go_live_at:
        raise ValidationError(_("It would come down before it goes live. Change when it comes down first."))
    revision.content = record.serializable_data()
    revision.save(update_fields=["content"])
    revision.publish(user=user)
    said = _("“%(title)s” now goes live on %(start)s.")
    return said % {"title": revision.object_str, "start": moment(record.go_live_at)}


class ScheduleMenuItem(ActionMenuItem):
    """Beside “Publish”: opens the panel."""

    name = "schedule"
    label = gettext_lazy("Schedule…")
    icon_name = "calendar-alt"
    order = 35
    template_name = "wagtailadmin/pages/action_menu/schedule.html"


class ScheduleFormMixin:
    """Refuse to schedule without dates, or in the past: Wagtail would publish right away."""

    def clean(self):
        super().clean()
        is_asked = any(self.data.get(name) == SCHEDULE for name in BUTTONS)
        if is_asked and not self.errors.keys() & {"go_live_at", "expire_at"}:
            self._check_schedule(self.cleaned_data.get("go_live_at"), self.cleaned_data.get("expire_at"))
        return self.cleaned_data

    def _check_schedule(self, start, end):
        user, parent = self.for_user, getattr(self, "parent_page", None)
        publishes = user is not None and may_publish(self.instance, user, parent)
        if start and start <= timezone.now():
            message = _("This time has passed. Enter a later one, or leave it empty and press Publish.")
            message = message if publishes else _("This time has passed. Enter a later one, or leave it empty.")
        elif not start and not end:
            message = _("Enter a day and a time.")
        elif not start and not self.instance.live:
            message = _("Enter when this goes live. To publish right away, press Publish.")
            message = message if publishes else _("Enter when this goes live.")
        else:
            return
        self.add_error("go_live_at", ValidationError(message, code="schedule"))


def report_schedule(request, record) -> None:
    """After a save, say when the page goes live and is unpublished, or that it is not scheduled and what to do."""
    if not hasattr(record, "go_live_at") or not request.accepts("text/html"):  # saved in the background
        return
    record = type(record).objects.get(pk=record.pk)
    revision = record.get_latest_revision()
    planned = revision.as_object() if revision else record
    start, end, now = planned.go_live_at, planned.expire_at, timezone.now()
    start = start if start and start > now else None
    if revision and start and revision.approved_go_live_at:
        message = _("Scheduled to go live on %(start)s.") % {"start": moment(start)}
        messages.success(request, f"{message} {_unpublished(end)}".strip())
    elif record.live and revision and record.live_revision_id == revision.pk:
        if end:
            messages.success(request, _unpublished(end))
    elif start or end != record.expire_at:
        _report_not_scheduled(request, record)


def _report_not_scheduled(request, record) -> None:
    if getattr(record, "current_workflow_state", None):
        message = _("Not scheduled yet: the dates take effect when this is approved.")
        messages.info(request, message)
    elif may_publish(record, request.user):
        messages.warning(request, _("Saved, but not scheduled yet: press “Publish with these dates”."))
    else:
        messages.warning(request, _("Saved, but not scheduled. Only a Publisher can make the dates take effect."))


def _unpublished(end) -> str:
    return _("It comes down on %(end)s.") % {"end": moment(end)} if end else ""


def moment(at) -> str:
    """Format a time as “December 3, 2026, at 8:30 a.m. Pacific time”."""
    at = timezone.localtime(at)
    return _("%(day)s, at %(time)s %(clock)s") % {
        "day": date_format(at, "DATE_FORMAT"),
        "time": format_moment(at, "P"),
        "clock": settings.NETWORK.clock,
    }
