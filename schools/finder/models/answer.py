from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.models import Page

from schools.register.models import OfferingTopic


class Answer(models.Model):
    """What a family reads who asks for “bus” or “lottery”, in the finder and in the site search. One for each language.

    It leads to a page, to what schools offer (`topic`), or, without both, to the phone.
    """

    key = models.SlugField(
        _("key"), max_length=40, help_text=_("The same in every language. Search words name it as their value.")
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.CharField(
        _("text"),
        max_length=300,
        help_text=_("One to three short sentences. If we don't have the information online, say so, and say who does."),
    )
    page = models.ForeignKey(
        Page,
        verbose_name=_("page to read on"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    anchor = models.SlugField(
        _("section"),
        max_length=80,
        blank=True,
        help_text=_("The heading of the section on that page, in lowercase with hyphens: what-to-bring."),
    )
    topic = models.CharField(
        _("topic that schools write about"),
        max_length=20,
        blank=True,
        choices=OfferingTopic.choices,
        help_text=_("The answer then says how many schools have told us."),
    )
    note = models.TextField(
        _("note for staff"), blank=True, help_text=_("The sources, and what counsel has to confirm. Never public.")
    )

    panels = [
        FieldRowPanel([FieldPanel("key"), FieldPanel("language")]),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("page"),
        FieldPanel("anchor"),
        FieldPanel("topic"),
        FieldPanel("note"),
        HelpPanel(_("Families find this answer by its search words: see Search words.")),
    ]

    class Meta:
        verbose_name = _("search answer")
        verbose_name_plural = _("search answers")
        ordering = ["key", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language"],
                name="schools_answer_once",
                violation_error_message=_("This answer already exists in this language."),
            )
        ]

    def __str__(self):
        return self.title
