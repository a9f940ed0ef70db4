"""The finder's index of words. Derived data, written by `schools.finder.words`."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.register.models import School


class WordKind(models.TextChoices):
    """The part of the register that a word comes from, the most relevant first."""

    NAME = "name", _("Name")
    CODE = "code", _("Code")
    FORMER = "former", _("Formerly")
    ALTERNATIVE = "alternative", _("Also known as")
    ZIP = "zip", _("ZIP code")
    PROGRAM = "program", _("Program")
    OFFERING = "offering", _("Offers")
    AREA = "area", _("Neighborhood")
    CITY = "city", _("City")
    STREET = "street", _("Address")
    LEVEL = "level", _("Level")


# How much a match counts. Names count most; a street name says little about which school is meant.
WEIGHTS = {
    WordKind.NAME: 1.0,
    WordKind.CODE: 1.0,
    WordKind.FORMER: 0.8,
    WordKind.ALTERNATIVE: 0.8,
    WordKind.ZIP: 0.7,
    WordKind.PROGRAM: 0.7,
    WordKind.OFFERING: 0.7,
    WordKind.AREA: 0.6,
    WordKind.CITY: 0.5,
    WordKind.STREET: 0.5,
    WordKind.LEVEL: 0.3,
}


class SchoolWord(models.Model):
    """One folded word of one text of one school. Results quote `text` to explain the match."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=WordKind.choices)
    text = models.CharField(max_length=200)
    weight = models.FloatField()  # copied from `WEIGHTS`, for the search query

    class Meta:
        verbose_name = _("word of a school")
        verbose_name_plural = _("words of schools")
        indexes = [models.Index(fields=["word"], include=["school", "weight"], name="schools_word_of_school")]

    def __str__(self):
        return f"{self.word} ({self.text})"


class IndexedWord(models.Model):
    """A word in the index, with the number of schools that have it. Rarer words count more."""

    word = models.CharField(max_length=80, unique=True)
    schools = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("indexed word")
        verbose_name_plural = _("indexed words")
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="schools_word_trigrams")]

    def __str__(self):
        return self.word
