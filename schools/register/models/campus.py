from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from .place import Place, PlaceKind
from .recorded import Recorded

Point = tuple[Decimal | None, Decimal | None]  # degrees north and east


def point_of_zip(code: str) -> Point:
    """Return where a ZIP code is on the map, or no point if it is not known."""
    place = Place.objects.filter(kind=PlaceKind.ZIP, name=code[:5]).first()
    return (_degrees(place.latitude), _degrees(place.longitude)) if place else (None, None)


def _degrees(number: float) -> Decimal:
    return Decimal(number).quantize(Decimal("0.000001"))


def own_state() -> str:
    return settings.NETWORK.state_code


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
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Degrees north, such as 34.036313."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Degrees east, so negative in America, such as -118.282560."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("street"),
                FieldRowPanel([FieldPanel("city"), FieldPanel("state"), FieldPanel("zip")]),
                FieldPanel("area"),
            ],
            heading=_("Address"),
        ),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")], heading=_("On the map")),
    ]
    search_fields = [
        index.SearchField("street"),
        index.SearchField("city"),
        index.SearchField("area"),
        index.SearchField("zip"),
        index.AutocompleteField("street"),
        index.AutocompleteField("area"),
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
