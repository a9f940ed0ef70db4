from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from pages.announcements.forms import AnnouncementForm
from pages.announcements.notice import Notice
from pages.editor.panels import ReadyTextsPanel
from pages.editor.widgets import SentencesInput
from pages.schedule import SchedulePanel
from pages.texts import TextsField


class Kind(models.TextChoices):
    EMERGENCY = "emergency", _("Emergency")
    NOTICE = "notice", _("Information")


class AnnouncementQuerySet(models.QuerySet):
    def shown(self):
        """What visitors see now: emergencies first, then the newest. Expired announcements are left out right away."""
        not_over = Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now())
        shown = self.filter(not_over, live=True, ready_name="")
        return shown.order_by("kind", "-last_published_at", "-pk")  # emergency, then notice

    def ready(self):
        """The ready texts: emergencies first."""
        return self.exclude(ready_name="").order_by("kind", "ready_name", "pk")


class Announcement(DraftStateMixin, RevisionMixin, PreviewableMixin, Notice):
    """A short notice at the top of every page, in all languages. With a `ready_name` it is only a start for others."""

    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind.choices,
        default=Kind.NOTICE,
        help_text=_("An emergency uses strong colors, says “Emergency”, and comes first. Use it only for danger."),
    )
    link_text = TextsField(
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
        help_text=_("The link appears while this page is published. It leads to the page in the reader’s language."),
    )
    link_url = models.URLField(
        _("or an external address"), blank=True, help_text=_("For a page on another site, with https://.")
    )
    ready_name = models.CharField(
        _("name as a ready text"),
        max_length=60,
        blank=True,
        default="",
        help_text=_(
            "Only for a ready text, such as “Late start”. It is never shown: new announcements start from it. Put the "
            "parts to fill in later in brackets: [school], [time]."
        ),
    )

    objects = AnnouncementQuerySet.as_manager()
    base_form_class = AnnouncementForm
    preview_modes = settings.WAGTAIL_CONTENT_LANGUAGES

    panels = [
        ReadyTextsPanel(),
        FieldPanel("kind"),
        FieldPanel("text", widget=SentencesInput),
        MultiFieldPanel(
            [FieldPanel("link_text"), FieldPanel("link_page"), FieldPanel("link_url")], heading=_("Link (optional)")
        ),
        FieldPanel("english_only"),
        SchedulePanel(),
        FieldPanel("ready_name"),
    ]

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        # Wagtail adds “publish” only when the admin is loaded; roles need it after every migrate.
        default_permissions = ("add", "change", "delete", "view", "publish")

    def __str__(self):
        if self.ready_name:
            return str(_("Ready text: %(name)s")) % {"name": self.ready_name}
        return super().__str__()

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

    def start(self) -> "Announcement":
        """Return a new announcement that says the same."""
        names = ("kind", "text", "link_text", "link_page", "link_url")
        return Announcement(**{name: getattr(self, name) for name in names})

    def clean(self):
        super().clean()
        if self.link_page and self.link_url:
            raise ValidationError({"link_url": _("Choose a page of this site or enter an address, not both.")})
        if bool(self.link_page or self.link_url) != bool(self.link_text):
            raise ValidationError({"link_text": _("Enter both the link text and its target, or leave both empty.")})

    def serve_preview(self, request, mode_name):
        """Render a plain page in the language `mode_name`, with this announcement alone at the top."""
        if mode_name not in dict(self.preview_modes):
            raise PermissionDenied
        request._announcements = [self]
        with translation.override(mode_name):
            return render(request, "pages/announcement_preview.html")
