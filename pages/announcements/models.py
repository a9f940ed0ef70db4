"""Announcements at the top of every page, and what school notices have in common with them."""

import re

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from pages.content_cache import memo
from pages.editor.forms import SentencesInput
from pages.editor.schedule import ScheduledMixin, ScheduleFormMixin, SchedulePanel
from pages.link_targets import in_active_language
from pages.texts import MAIN, Texts, TextsField

BLANK = re.compile(r"\[[^][]*\]")  # [school], [time]: what a template leaves open

ACTION = "translation.english_only"  # of the log entry of what goes out without a text in every language
MAX_SHOWN = 2  # more would push the page itself off a phone's screen


class EnglishOnly(models.Model):
    """What staff publish in every language, or without a translation for a reason."""

    is_untranslated = True  # whether the reason still applies

    english_only = models.CharField(
        _("reason to publish without a translation"),
        max_length=200,
        blank=True,
        help_text=_("Only if a language is missing and it cannot wait. Staff see this reason."),
    )

    class Meta:
        abstract = True


class Notice(EnglishOnly):
    """A short plain text for the top of pages."""

    text = TextsField(
        _("text"),
        max_length=200,
        help_text=_("One or two plain sentences: what, where, when. At most 200 characters."),
    )

    class Meta:
        abstract = True

    def __str__(self):
        return Truncator(self.text).words(12)


class NoticeFormMixin:
    """Require each text in every language, or a reason to publish without a translation."""

    text_names = ("text",)

    def check_languages(self) -> None:
        for name in self.text_names:
            texts = self.cleaned_data.get(name, Texts())
            if self.cleaned_data.get("english_only") and (MAIN in texts or not texts):
                continue
            for language in texts.missing:
                message = _(
                    "The text in %(language)s is missing. "
                    "Write it, or enter a reason below to publish without a translation."
                )
                self.add_error(name, ValidationError(message, "language", {"language": language}))


class AnnouncementForm(NoticeFormMixin, ScheduleFormMixin, WagtailAdminModelForm):
    """The form of announcements. Drafts may be incomplete; what goes out is not."""

    text_names = ("text", "link_text")

    def clean(self):
        """Refuse to publish or schedule a template, open brackets, and a language without a text or a reason."""
        super().clean()
        if self.is_deferred_validation:
            return self.cleaned_data
        if self.cleaned_data.get("ready_name"):
            message = _("A template is never published. To use it, add an announcement and start from it.")
            self.add_error("ready_name", ValidationError(message, code="ready"))
        texts = {name: " ".join(self.cleaned_data.get(name, {}).values()) for name in self.text_names}
        self.check_languages()
        for name, text in texts.items():
            if blanks := BLANK.findall(text):
                message = _("Replace %(blanks)s before you publish.")
                params = {"blanks": ", ".join(dict.fromkeys(blanks))}
                self.add_error(name, ValidationError(message, code="blank", params=params))
        return self.cleaned_data


class ReadyTextsPanel(Panel):
    """Links to start a new announcement from a template."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/ready_texts.html"

        def is_shown(self):
            return self.instance is not None and self.instance.pk is None

        def get_context_data(self, parent_context=None):
            ready_texts = self.instance._meta.model.objects.ready()
            return super().get_context_data(parent_context) | {"ready_texts": ready_texts}


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
        """The templates: emergencies first."""
        return self.exclude(ready_name="").order_by("kind", "ready_name", "pk")


class Announcement(
    ScheduledMixin, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, Notice
):
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
        _("Or an external address"), blank=True, help_text=_("For a page on another site, with https://.")
    )
    ready_name = models.CharField(
        _("save as a template named"),
        max_length=60,
        blank=True,
        default="",
        help_text=_(
            "Only for a template, such as “Late start”. It is never shown: new announcements start from it. Put the "
            "parts to fill in later in brackets: [school], [time]."
        ),
    )

    objects = AnnouncementQuerySet.as_manager()
    base_form_class = AnnouncementForm
    preview_modes = settings.WAGTAIL_CONTENT_LANGUAGES

    panels = [
        ReadyTextsPanel(heading=_("Start from a template")),
        "kind",
        FieldPanel("text", widget=SentencesInput),
        MultiFieldPanel(["link_text", "link_page", "link_url"], heading=_("Link (optional)"), classname="collapsed"),
        "english_only",
        SchedulePanel(),
        "ready_name",
    ]

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        # Wagtail adds “publish” only when the admin is loaded; roles need it after every migrate.
        default_permissions = ("add", "change", "delete", "view", "publish")

    def __str__(self):
        if self.ready_name:
            return str(_("Template: %(name)s")) % {"name": self.ready_name}
        return super().__str__()

    @property
    def is_untranslated(self) -> bool:
        return bool(self.text.missing or self.link_text.missing)

    @property
    def is_emergency(self) -> bool:
        return self.kind == Kind.EMERGENCY

    @property
    def status_string(self):
        is_ended = self.first_published_at and not (self.live or self.expired or self.approved_schedule)
        return _("ended") if is_ended else super().status_string

    @property
    def is_over(self) -> bool:
        return self.expire_at is not None and self.expire_at <= timezone.now()

    def shown_where(self) -> str:
        return _("It is at the top of every page, in: %(languages)s.") % {"languages": self.text.languages}

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


def announcements(request) -> list[Announcement]:
    """Return the announcements to show now, or those that a preview put on the request."""
    if hasattr(request, "_announcements"):
        return with_links(request._announcements)
    shown = Announcement.objects.shown  # without those that have expired when the query runs
    live = memo(("announcements", get_language()), lambda: with_links(list(shown())))
    return [announcement for announcement in live if not announcement.is_over][:MAX_SHOWN]


def with_links(announcements: list[Announcement]) -> list[Announcement]:
    """Let the links lead to public translations in the active language."""
    pages = in_active_language(one.link_page_id for one in announcements if one.link_page_id)
    for one in announcements:
        one.link_page = pages.get(one.link_page_id)
    return announcements
