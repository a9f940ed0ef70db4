from django.conf import settings
from django.db import models
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    ZIP = "zip", _("ZIP code")
    CITY = "city", _("city")
    NEIGHBORHOOD = "neighborhood", _("neighborhood")
    COMMUNITY = "community", _("community")
    REGION = "region", _("part of the county")
    CORNER = "corner", _("street corner")  # never stored
    POINT = "point", _("your location")  # never stored


UNINCORPORATED = gettext_noop("unincorporated")  # in content/places, beside the network's `neighborhood`


class Place(models.Model):
    """A point that “near” is measured from. Reference data from `content/places/`, loaded by `load_site`.

    A visitor's own location is a `Place` that is never saved.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=PlaceKind.choices)
    name = models.CharField(_("name"), max_length=80)
    qualifier = models.CharField(
        _("clarification"), max_length=40, blank=True, help_text=_("Only if the name could mean two places.")
    )
    folded = models.CharField(max_length=80, editable=False)  # the name as lookups compare it (`finder.folding`)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    region = models.CharField(max_length=80, blank=True)  # the name of the region it is in, if any

    is_guess = False  # set by a lookup that found the place in spite of a typo

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name", "qualifier"]
        constraints = [models.UniqueConstraint(fields=["name", "qualifier"], name="schools_place_once")]

    @property
    def full_name(self) -> str:
        """The name with its clarification, in English, as lookups know it."""
        return f"{self.name} ({self.qualifier})" if self.qualifier else self.name

    def __str__(self):
        if not self.qualifier:
            return self.name
        own = settings.NETWORK.neighborhood
        return f"{self.name} ({own if self.qualifier == own.first else gettext(self.qualifier)})"
