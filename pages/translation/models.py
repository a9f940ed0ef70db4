"""The public text of pages in the default language, kept each time it changes, and how translations name it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from pages.announcements.models import EnglishOnly
from pages.texts.pages import values_of


class SourceText(models.Model):
    """The public text of a page in the default language, from `since` until the next one; the newest comes first.

    `texts` maps the path of each text to its value (`pages.texts.pages`). A translation names the source text
    that it matches, so what changed since is the difference to the newest.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="source_texts", verbose_name=_("page"))
    texts = models.JSONField(_("texts"))
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("text to translate")
        verbose_name_plural = _("texts to translate")
        ordering = ["page", "-since", "-pk"]

    def __str__(self):
        return f"{self.page} · {timezone.localtime(self.since):%Y-%m-%d}"


class TranslationMixin(EnglishOnly):
    """How a page and its translations belong together. Drafts and revisions keep it.

    `translates` and `to_review` are those of a translation. `english_only` says why one goes out untranslated, or a
    page before its translation.
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

    shared_fields = ()  # texts that are the same in every language, such as a phone number
    for_families = False  # families depend on it: a changed text needs a reason to go out in one language

    class Meta:
        abstract = True

    @property
    def is_untranslated(self) -> bool:
        """Whether no text of a translation is translated. True also of the page that it translates."""
        source, texts = source_of(self), set(values_of(self).values())
        return source is None or (bool(texts) and texts <= set(values_of(source.specific).values()))


def record_text(page) -> SourceText:
    """Record the text of `page`, a specific page as visitors see it, if it changed. Return the newest one."""
    texts = values_of(page)
    newest = page.source_texts.first()
    if newest is not None and newest.texts == texts:
        return newest
    since = timezone.now() if newest else page.last_published_at or timezone.now()
    return SourceText.objects.create(page_id=page.pk, texts=texts, since=since)


def replace_text(page) -> None:
    """Take the text of `page`, a specific page, for the newest one: only links changed. Translations stay current."""
    if newest := page.source_texts.first():
        newest.texts = values_of(page)
        newest.save(update_fields=["texts"])


def source_of(page) -> Page | None:
    """Return the page in the default language that `page` translates; None if `page` is in that language."""
    if page.locale_id == Locale.get_default().pk:
        return None
    return Page.objects.filter(translation_key=page.translation_key, locale=Locale.get_default()).first()
