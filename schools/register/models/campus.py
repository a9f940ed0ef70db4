"""Campuses, and the places that “near” is measured from."""

from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from .recorded import Recorded


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

    @property
    def point(self) -> tuple[float, float]:
        """Degrees north and east."""
        return self.latitude, self.longitude

    def __str__(self):
        if not self.qualifier:
            return self.name
        own = settings.NETWORK.neighborhood
        return f"{self.name} ({own if self.qualifier == own.first else gettext(self.qualifier)})"


EARTH_RADIUS_MILES = 3958.8
NEARBY = 40  # miles; farther away, a school is one of another city
Point = tuple[Decimal | None, Decimal | None]  # degrees north and east


def miles_between(lat1, lon1, lat2, lon2) -> float:
    """Return the great-circle distance in miles between two points in decimal degrees (haversine)."""
    lat1, lon1, lat2, lon2 = map(radians, (lat1, lon1, lat2, lon2))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(half))


def points_of_zips(**which) -> dict[str, Point]:
    """Return where ZIP codes are on the map."""
    rows = Place.objects.filter(kind=PlaceKind.ZIP, **which).values_list("name", "latitude", "longitude")
    return {name: (_degrees(latitude), _degrees(longitude)) for name, latitude, longitude in rows}


def point_of_zip(code: str) -> Point:
    """Return where a ZIP code is on the map, or no point if it is not known."""
    return points_of_zips(name=code[:5]).get(code[:5], (None, None))


def _degrees(number: float) -> Decimal:
    return Decimal(number).quantize(Decimal("0.000001"))


def own_state() -> str:
    return settings.NETWORK.state_code


def degrees_field(label, help_text) -> models.DecimalField:
    return models.DecimalField(label, max_digits=9, decimal_places=6, null=True, blank=True, help_text=help_text)


class Campus(Recorded, index.Indexed):
    """A place with one street address, used by one or more schools."""

    street = models.CharField(_("street"), max_length=120, help_text=_("With its number: “2023 South Union Avenue”."))
    city = models.CharField(_("city"), max_length=60, help_text=_("As the post office writes it."))
    state = models.CharField(_("state"), max_length=2, default=own_state)
    zip = models.CharField(
        _("ZIP code"),
        max_length=10,
        validators=[RegexValidator(r"^\d{5}(-\d{4})?$", _("A ZIP code has five digits, or nine like 12345-6789."))],
    )
    area = models.CharField(
        _("neighborhood or city"),
        max_length=80,
        help_text=_("The neighborhood or town, as families call it. The school list is grouped by it."),
    )
    latitude = degrees_field(_("latitude"), _("Degrees north, such as 34.036313."))
    longitude = degrees_field(_("longitude"), _("Degrees east, so negative in America, such as -118.282560."))

    panels = [
        MultiFieldPanel(["street", FieldRowPanel(["city", "state", "zip"]), "area"], heading=_("Address")),
        FieldRowPanel(["latitude", "longitude"], heading=_("On the map")),
    ]
    search_fields = [
        *(index.SearchField(name) for name in ("street", "city", "area", "zip")),
        *(index.AutocompleteField(name) for name in ("street", "area")),
    ]
    search_auto_update = False  # `following.py` does it, for many records at once

    class Meta:
        verbose_name = _("campus")
        verbose_name_plural = _("campuses")
        ordering = ["area", "street"]
        constraints = [
            models.UniqueConstraint(
                fields=["street", "zip"],
                name="schools_campus_once",
                violation_error_message=_("A campus already has this address. Choose that campus on the school."),
            )
        ]

    def __str__(self):
        return f"{self.street}, {self.city}"

    def clean(self):
        super().clean()
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            raise ValidationError({missing: _("A point on the map needs both numbers, or neither.")})
        bounds = settings.NETWORK.bounds
        ends = {"latitude": (bounds.south, bounds.north), "longitude": (bounds.west, bounds.east)}
        for name, (low, high) in ends.items():
            if (degrees := getattr(self, name)) is not None and not low <= degrees <= high:
                said = {"state": settings.NETWORK.state_name, "low": low, "high": high}
                raise ValidationError({name: _("In %(state)s this number is between %(low)g and %(high)g.") % said})

    @property
    def point(self) -> tuple[float, float] | None:
        """Degrees north and east, or None if it is not on the map."""
        return None if None in (self.latitude, self.longitude) else (float(self.latitude), float(self.longitude))

    @cached_property
    def zip_point(self) -> Point:
        """Where its ZIP code is on the map."""
        return point_of_zip(self.zip)

    @property
    def is_at_zip(self) -> bool:
        """Whether the point on the map is only that of the ZIP code."""
        return self.latitude is not None and (self.latitude, self.longitude) == self.zip_point

    @property
    def point_note(self) -> str:
        """What the office must know of the point on the map; empty if someone has set it."""
        if self.latitude is None:
            return str(_("It is not on the map until someone enters its latitude and longitude under Campuses."))
        if not self.is_at_zip:
            return ""
        text = _(
            "%(campus)s is on the map in the middle of ZIP code %(zip)s until someone enters its latitude and "
            "longitude under Campuses."
        )
        return text % {"campus": self, "zip": self.zip[:5]}

    @property
    def directions(self) -> str:
        """A link to directions in Google Maps. Nothing loads from Google until a visitor follows it."""
        return f"https://www.google.com/maps/dir/?{urlencode({'api': 1, 'destination': self.address})}"

    @property
    def address(self) -> str:
        """The postal address in one line."""
        return f"{self.street}, {self.city}, {self.state} {self.zip}"
