"""The finder's data: answers, the words that ask for them, and searches without results."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, HelpPanel
from wagtail.models import Page

from schools.finder.folding import fold
from schools.register.grades import grade_text
from schools.register.models import OfferingTopic, PlaceKind
from schools.register.models.languages import main_language, site_languages
from schools.register.models.levels import level_choices

GRADES = settings.NETWORK.levels.grades


class Answer(models.Model):
    """What a family reads who asks for “bus” or “lottery”, in the finder and in the site search. One for each language.

    It leads to a page, to what schools offer (`topic`), or, without both, to the phone.
    """

    key = models.SlugField(
        _("key"), max_length=40, help_text=_("The same in every language. Search words name it as their value.")
    )
    language = models.CharField(_("language"), max_length=10, choices=site_languages, default=main_language)
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
        FieldRowPanel(["key", "language"]),
        "title",
        "text",
        "page",
        "anchor",
        "topic",
        "note",
        HelpPanel(_("Families find this answer by its search words and by what was learned from questions.")),
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


class Meaning(models.TextChoices):
    LEVEL = "level", _("a level")
    GRADE = "grade", _("a grade")
    NEAR = "near", _("near (followed by a place)")
    WORDS = "words", _("other words")
    HERE = "here", _("the visitor's own location")
    ANSWER = "answer", _("an answer")
    OFFER = "offer", _("an answer, and the schools that offer it")
    NOT_SERVED = "not served", _("grades we do not serve")
    NOTHING = "nothing", _("ignore")


ANSWERING = (Meaning.ANSWER, Meaning.OFFER)
VALUES = {Meaning.LEVEL: [*settings.NETWORK.levels], Meaning.GRADE: [*map(grade_text, GRADES)]}


class Synonym(models.Model):
    """Words that families use, and their meaning for the finder. All languages are searched, because families mix them.

    The longest matching entry wins, so “high school” comes before “school”.
    """

    phrase = models.CharField(
        _("search phrase"), max_length=60, help_text=_("Accents, capitals, and punctuation do not matter.")
    )
    folded = models.CharField(max_length=60, unique=True, editable=False)
    meaning = models.CharField(_("meaning"), max_length=12, choices=Meaning.choices)
    value = models.CharField(
        _("value"),
        max_length=80,
        blank=True,
        help_text=_("The key of a level or an answer, a grade (its number, K, or TK), or the other words."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=site_languages,
        help_text=_("Only for words of one language: the answers are then in that language."),
    )

    panels = ["phrase", "meaning", "value", "language", HelpPanel(_("Changes take effect with the next search."))]

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        ordering = ["folded"]

    def __str__(self):
        return self.phrase

    def clean(self):
        super().clean()
        self.folded = fold(self.phrase)
        self.value = self.value.strip()
        if not self.folded:
            raise ValidationError({"phrase": _("Enter at least one letter or digit.")})
        if Synonym.objects.filter(folded=self.folded).exclude(pk=self.pk).exists():
            raise ValidationError({"phrase": _("These words are already in the list.")})
        if self.value not in (known := VALUES.get(self.meaning, [self.value])):
            raise ValidationError({"value": gettext("Enter one of: %(values)s.") % {"values": ", ".join(known)}})
        if self.meaning in ANSWERING and not Answer.objects.filter(key=self.value).exists():
            raise ValidationError({"value": _("Enter the key of an answer, such as bus.")})
        if self.meaning == Meaning.WORDS and not fold(self.value):
            raise ValidationError({"value": _("Enter the words to search for instead.")})

    def save(self, *args, **kwargs):
        self.folded = fold(self.phrase)
        super().save(*args, **kwargs)


class SearchMiss(models.Model):
    """The number of searches of one shape without results on one day. Never the visitor's text, place, or identity.

    `words` holds only search words, keys of answers, and programs, never a name or a place.
    """

    day = models.DateField(_("day"))
    filters = models.CharField(_("filters"), max_length=60, blank=True)  # names, such as “area, grade”
    level = models.CharField(_("level"), max_length=10, blank=True, choices=level_choices)
    near = models.CharField(
        _("kind of place"), max_length=12, blank=True, choices=[*PlaceKind.choices, ("unknown", _("unknown place"))]
    )
    words = models.CharField(_("known words"), max_length=120, blank=True)
    has_text = models.BooleanField(_("with other words"), default=False)
    count = models.PositiveIntegerField(_("searches"), default=1)

    class Meta:
        verbose_name = _("search without results")
        verbose_name_plural = _("searches without results")
        ordering = ["-day", "-count"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "filters", "level", "near", "words", "has_text"], name="schools_search_miss_once"
            )
        ]

    def __str__(self):
        return f"{self.day}: {self.count}"
