from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin

from pages.forms import AnnouncementForm
from pages.schedule import SchedulePanel
from pages.widgets import SentencesInput


class Kind(models.TextChoices):
    EMERGENCY = "emergency", _("Emergency")
    NOTICE = "notice", _("Information")


class AnnouncementQuerySet(models.QuerySet):
    def shown(self):
        """What visitors see now: emergencies first, then the newest. Expired announcements are left out right away."""
        not_over = Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now())
        return self.filter(not_over, live=True).order_by("kind", "-last_published_at", "-pk")  # emergency, then notice


class Announcement(DraftStateMixin, RevisionMixin, PreviewableMixin, TranslatableMixin, models.Model):
    """A short notice at the top of every page of one language."""

    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind.choices,
        default=Kind.NOTICE,
        help_text=_("An emergency uses strong colors, says “Emergency”, and comes first. Use it only for danger."),
    )
    text = models.CharField(
        _("text"),
        max_length=200,
        help_text=_("One or two plain sentences: what, where, when. At most 200 characters."),
    )
    link_text = models.CharField(
        _("link text"),
        max_length=60,
        blank=True,
        help_text=_("Where to read more, if anywhere: “Bus schedule”, not “Click here”."),
    )
    link_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page of this site"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The link appears while this page is published."),
    )
    link_url = models.URLField(
        _("or an external address"), blank=True, help_text=_("For a page on another site, with https://.")
    )

    objects = AnnouncementQuerySet.as_manager()
    base_form_class = AnnouncementForm

    panels = [
        FieldPanel("kind"),
        FieldPanel("text", widget=SentencesInput),
        MultiFieldPanel(
            [FieldPanel("link_text"), FieldPanel("link_page"), FieldPanel("link_url")], heading=_("Link (optional)")
        ),
        SchedulePanel(),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        # Wagtail adds “publish” only when the admin is loaded; roles need it after every migrate.
        default_permissions = ("add", "change", "delete", "view", "publish")

    def __str__(self):
        return Truncator(self.text).words(12)

    @property
    def is_emergency(self) -> bool:
        return self.kind == Kind.EMERGENCY

    @property
    def is_over(self) -> bool:
        return self.expire_at is not None and self.expire_at <= timezone.now()

    @property
    def shown_from(self):
        """When it first appears or first appeared; None for a draft without a date."""
        return self.go_live_at or self.first_published_at

    def get_url(self, request=None) -> str:
        """Return the address of the live page, or the typed one; empty without a link or when the page is gone."""
        if self.link_page:
            return (self.link_page.get_url(request) or "") if self.link_page.live else ""
        return self.link_url

    def clean(self):
        super().clean()
        if self.link_page and self.link_url:
            raise ValidationError({"link_url": _("Choose a page of this site or enter an address, not both.")})
        if bool(self.link_page or self.link_url) != bool(self.link_text):
            raise ValidationError({"link_text": _("Enter both the link text and its target, or leave both empty.")})

    def serve_preview(self, request, mode_name):
        """Render a plain page in the announcement's language, with this announcement alone at the top."""
        request._announcements = [self]
        with translation.override(self.locale.language_code):
            return render(request, "pages/announcement_preview.html")
