"""State records: charters as the state knows them."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from schools.states import current

from .recorded import Recorded
from .school import School


class StateRecordQuerySet(models.QuerySet):
    def of_school(self, school_id):
        """Return the records of one school, the current one first, each with `shared`: whether others have it too."""
        return self.of_schools([school_id])[school_id]

    def of_schools(self, school_ids, **annotations) -> "dict[int, list[StateRecord]]":
        """Return the same for several schools, by school key. One query.

        `annotations` are annotated to the links of schools and records, and become attributes of the records.
        """
        records = {school: [] for school in school_ids}
        links = SchoolStateRecord.objects.filter(school_id__in=records).select_related("record")
        other_links = SchoolStateRecord.objects.filter(record=OuterRef("record")).exclude(pk=OuterRef("pk"))
        annotations["shared"] = Exists(other_links)
        for link in links.annotate(**annotations).order_by(F("record__closed").desc(nulls_first=True)):
            for name in annotations:
                setattr(link.record, name, getattr(link, name))
            records[link.school_id].append(link.record)
        return records


def valid_code(text: str) -> None:
    """Raise ValidationError unless `text` has as many digits as the codes of the site's state."""
    _check_digits(text, current().code_digits, _("A state code has %(digits)d digits, including leading zeros."))


def valid_charter_number(text: str) -> None:
    """Raise ValidationError unless `text` has as many digits as the state's numbers of charters."""
    _check_digits(text, current().charter_digits, _("A charter number has %(digits)d digits, including leading zeros."))


def _check_digits(text: str, digits: int, message: str) -> None:
    if not re.fullmatch(rf"[0-9]{{{digits}}}", text):
        raise ValidationError(message % {"digits": digits})


CODES = ("cds_code", "nces_id", *(["charter_number"] if settings.NETWORK.charters else []))
KINDS = (*(["authorizer"] if settings.NETWORK.charters else []), "school_type", "grades")


class StateRecord(Recorded, index.Indexed):
    """One charter as the state knows it. Codes are text, to keep leading zeros.

    A school can have several records over time. The two schools of a 6–12 complex share one record.
    """

    cds_code = models.CharField(_("state code"), max_length=14, unique=True, validators=[valid_code])
    nces_id = models.CharField(
        _("NCES code"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^\d{12}$", _("An NCES code has 12 digits, including leading zeros."))],
    )
    charter_number = models.CharField(_("charter number"), max_length=12, blank=True, validators=[valid_charter_number])
    name = models.CharField(_("state name"), max_length=160)
    authorizer = models.CharField(_("authorizer"), max_length=120, blank=True)
    school_type = models.CharField(_("state type"), max_length=80, blank=True)
    grades = models.CharField(
        _("grades offered"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^(TK|K|\d{1,2})(-(K|\d{1,2}))?$", _("Write it as 6-8, or as 9."))],
    )
    opened = models.DateField(_("opened"), null=True, blank=True)
    closed = models.DateField(_("closed"), null=True, blank=True)
    updated = models.DateField(_("updated by the state"), null=True, blank=True)

    objects = StateRecordQuerySet.as_manager()

    panels = [
        "name",
        MultiFieldPanel([FieldRowPanel([*CODES])], heading=_("Codes"), help_text=current().code_help),
        FieldRowPanel([*KINDS]),
        FieldRowPanel(["opened", "closed", "updated"]),
        HelpPanel(_("To link a school to its records, edit the school in the register.")),
    ]
    search_fields = [
        *(index.SearchField(name) for name in ("name", "cds_code", "nces_id", "charter_number")),
        *(index.AutocompleteField(name) for name in ("name", "cds_code")),
    ]
    search_auto_update = False  # `following.py` does it, for many records at once

    class Meta:
        verbose_name = _("state record")
        verbose_name_plural = _("state records")
        ordering = ["name"]

    def __str__(self):
        return f"{self.name} ({self.cds_code})"

    def clean(self):
        super().clean()
        if self.opened and self.closed and self.closed < self.opened:
            raise ValidationError({"closed": _("The closing date is before the opening date.")})


class SchoolStateRecord(Orderable):
    """Links a school to one of its state records."""

    school = ParentalKey(School, on_delete=models.CASCADE, related_name="record_links")
    record = models.ForeignKey(
        StateRecord, on_delete=models.PROTECT, related_name="school_links", verbose_name=_("state record")
    )

    panels = ["record"]

    class Meta(Orderable.Meta):
        verbose_name = _("state record of the school")
        constraints = [models.UniqueConstraint(fields=["school", "record"], name="schools_record_linked_once")]

    def __str__(self):
        return str(self.record)
