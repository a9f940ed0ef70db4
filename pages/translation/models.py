from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class SourceText(models.Model):
    """The public text of a page in the default language, from `since` until the next one.

    `texts` maps the path of each text to its value (`pages.page_texts`). A translation names the source text
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
        _("to be reviewed by the network"),
        default=False,
        help_text=_("The translation is public, but someone at the network should still read it. For staff only."),
    )

    translation_reason = models.CharField(
        _("reason to publish before the translation"),
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
