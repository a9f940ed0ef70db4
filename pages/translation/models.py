"""The public text of pages in the default language, kept each time it changes, and how translations name it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from pages.texts.pages import texts_of


class SourceText(models.Model):
    """The public text of a page in the default language, from `since` until the next one.

    `texts` maps the path of each text to its value (`pages.texts.pages`). A translation names the source text
    that it matches, so what changed since is the difference to the newest.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="source_texts", verbose_name=_("page"))
    texts = models.JSONField(_("texts"))
    since = models.DateTimeField(_("since"), default=timezone.now)
    reason = models.CharField(_("reason to translate later"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("text to translate")
        verbose_name_plural = _("texts to translate")
        ordering = ["page", "-since", "-pk"]

    def __str__(self):
        return f"{self.page} · {timezone.localtime(self.since):%Y-%m-%d}"


class TranslationMixin(models.Model):
    """How a page and its translations belong together. Drafts and revisions keep it.

    `translates` and `to_review` are those of a translation, `translation_reason` is that of the page it translates.
    """

    translates = models.ForeignKey(
        SourceText,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,  # looked up only when a source text is deleted
    )
    to_review = models.BooleanField(
        _("still needs a reader"),
        default=False,
        help_text=_("The translation is public, but someone at the network should still read it. For staff only."),
    )

    translation_reason = models.CharField(
        _("why publish before the Spanish is ready?"),
        max_length=200,
        blank=True,
        default="",
        help_text=_(
            "Families who read another language see the older text until it is translated. For staff only: “Urgent "
            "correction, Spanish follows on Monday.”"
        ),
    )

    shared_fields = ()  # texts that are the same in every language, such as a phone number
    for_families = False  # families depend on it: a changed text needs a reason to go out in one language

    class Meta:
        abstract = True


def newest_text(page) -> SourceText | None:
    """Return the newest recorded text of a page in the default language."""
    return SourceText.objects.filter(page_id=page.pk).order_by("-since", "-pk").first()


def record_text(page, reason: str = "") -> SourceText:
    """Record the text of `page`, a specific page as visitors see it, if it changed. Return the newest one."""
    texts = {text.path: text.value for text in texts_of(page)}
    newest = newest_text(page)
    if newest is not None and newest.texts == texts:
        return newest
    since = timezone.now() if newest else page.last_published_at or timezone.now()
    return SourceText.objects.create(page_id=page.pk, texts=texts, since=since, reason=reason)


def replace_text(page) -> None:
    """Take the text of `page`, a specific page, for the newest one: only links changed. Translations stay current."""
    if newest := newest_text(page):
        newest.texts = {text.path: text.value for text in texts_of(page)}
        newest.save(update_fields=["texts"])


def source_of(page) -> Page | None:
    """Return the page in the default language that `page` translates; None if `page` is in that language."""
    if page.locale_id == Locale.get_default().pk:
        return None
    return Page.objects.filter(translation_key=page.translation_key, locale=Locale.get_default()).first()
