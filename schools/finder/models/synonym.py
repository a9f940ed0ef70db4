from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel

from schools.finder.folding import fold
from schools.register.models import Level

from .answer import Answer

GRADES = range(6, 13)  # grades that the network serves


class Meaning(models.TextChoices):
    LEVEL = "level", _("a level: enter high or middle")
    GRADE = "grade", _("a grade: enter its number, 6 to 12")
    NEAR = "near", _("near (followed by a place)")
    WORDS = "words", _("other words: enter them")
    HERE = "here", _("the visitor's own location")
    ANSWER = "answer", _("an answer: enter its key")
    OFFER = "offer", _("an answer, and the schools that offer it: enter its key")
    NOT_SERVED = "not served", _("grades we do not serve")
    NOTHING = "nothing", _("ignore")


ANSWERING = (Meaning.ANSWER, Meaning.OFFER)


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
        _("value"), max_length=80, blank=True, help_text=_("For a level, a grade, an answer, or other words.")
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=settings.LANGUAGES,
        help_text=_("Only for words of one language: the answers are then in that language."),
    )

    panels = [
        FieldPanel("phrase"),
        FieldPanel("meaning"),
        FieldPanel("value"),
        FieldPanel("language"),
        HelpPanel(_("Changes take effect with the next search.")),
    ]

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
        if self.meaning == Meaning.LEVEL and self.value not in Level.values:
            raise ValidationError({"value": _("Enter high or middle.")})
        if self.meaning == Meaning.GRADE and self.value not in map(str, GRADES):
            raise ValidationError({"value": _("Enter a grade from 6 to 12.")})
        if self.meaning in ANSWERING and not Answer.objects.filter(key=self.value).exists():
            raise ValidationError({"value": _("Enter the key of an answer, such as bus.")})
        if self.meaning == Meaning.WORDS and not fold(self.value):
            raise ValidationError({"value": _("Enter the words to search for instead.")})

    def save(self, *args, **kwargs):
        self.folded = fold(self.phrase)
        super().save(*args, **kwargs)
