from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel

from schools.register.models import School
from schools.register.models.recorded import user_key

LONGEST_TEXT = 1000
AT_MOST = timedelta(days=365)  # that a report is kept, even if no one has handled it


class HandledForm(WagtailAdminModelForm):
    """Records who marked a report as handled, and when."""

    def save(self, commit=True):
        if "handled" in self.changed_data:
            self.instance.note_handled(self.for_user)
        return super().save(commit)


class MistakeReport(models.Model):
    """A mistake on a school's profile, as a visitor reported it. Personal data: `delete_old` deletes it."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="mistake_reports", verbose_name=_("school")
    )
    language = models.CharField(_("language of the page"), max_length=10)
    text = models.TextField(_("what is wrong"), max_length=LONGEST_TEXT)
    email = models.EmailField(_("email for an answer"), blank=True)
    created = models.DateTimeField(_("reported"), default=timezone.now, editable=False, db_index=True)
    handled = models.BooleanField(
        _("handled"),
        default=False,
        help_text=_("Check this once the profile is correct. The report is deleted some time later."),
    )
    handled_at = models.DateTimeField(_("handled on"), null=True, blank=True, editable=False)
    handled_by = user_key(_("handled by"), blank=True, editable=False)

    wagtail_reference_index_ignore = True  # no usage report needs it, and the public door may not read reports
    base_form_class = HandledForm
    panels = [
        HelpPanel(
            _(
                "A visitor wrote this. Neither the report nor the sender has been verified. Correct the "
                "school in the register or its profile, then mark the report. Answer only if there is an "
                "email address."
            ),
            heading=_("To do"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("school", read_only=True),
                FieldRowPanel([FieldPanel("created", read_only=True), FieldPanel("language", read_only=True)]),
                FieldPanel("text", read_only=True),
                FieldPanel("email", read_only=True),
            ],
            heading=_("What was reported"),
        ),
        MultiFieldPanel(
            [
                "handled",
                FieldRowPanel([FieldPanel("handled_at", read_only=True), FieldPanel("handled_by", read_only=True)]),
            ],
            heading=_("Handled"),
        ),
    ]

    class Meta:
        verbose_name = _("reported mistake")
        verbose_name_plural = _("reported mistakes")
        ordering = ["handled", "-created"]

    def __str__(self):
        """Return school and time, but not the text: this goes into the admin's log, which outlives the report."""
        return f"{self.school.short_name}, {timezone.localtime(self.created):%Y-%m-%d %H:%M}"

    def note_handled(self, user) -> None:
        """Record who marked the report as handled and when, or that nobody did."""
        self.handled_at = timezone.now() if self.handled else None
        self.handled_by = user if self.handled else None

    @property
    def start(self) -> str:
        """The first words, for lists."""
        return self.text if len(self.text) <= 90 else f"{self.text[:90].rstrip()}…"


def delete_old() -> int:
    """Delete reports handled more than `MISTAKE_REPORT_DAYS` ago, and all older than a year. Return how many."""
    now = timezone.now()
    dealt_with = Q(handled=True, handled_at__lt=now - timedelta(days=settings.MISTAKE_REPORT_DAYS))
    _all, by_model = MistakeReport.objects.filter(dealt_with | Q(created__lt=now - AT_MOST)).delete()
    return by_model.get("schools.MistakeReport", 0)
