from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.register.models import Level, PlaceKind


class SearchMiss(models.Model):
    """The number of searches of one shape without results on one day. Never the visitor's text, place, or identity.

    `words` holds only search words and programs, never a name or a place.
    """

    day = models.DateField(_("day"))
    filters = models.CharField(_("filters"), max_length=60, blank=True)  # names, such as “area, grade”
    level = models.CharField(_("level"), max_length=10, blank=True, choices=Level.choices)
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
