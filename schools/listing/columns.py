"""Columns of the listing, on screen and in files, and which of them each person chose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_user_display_name

from schools.desk import confirmations
from schools.profiles.models import SchoolPage
from schools.register import history
from schools.register.models import School
from schools.register.permissions import keeps_register
from schools.register.record_fields import Group, RecordField, fields_of

from . import gaps
from .models import RegisterColumns
from .opening_status import status_of

DEFAULTS = ("phone", "opened")  # fields of the record that are shown by default
Value = str | date | list[str] | None


def _nothing_more(schools: QuerySet) -> QuerySet:
    return schools


class ListingTableColumn(Column):
    """A `ListingColumn` as a column of Wagtail's table. Cells are links if the column has a link."""

    cell_template_name = "schools/listing/cell.html"

    def __init__(self, column: "ListingColumn"):
        super().__init__(column.name, label=column.label, accessor=column.text, sort_key=column.sort)
        self.link = column.link

    def get_cell_context_data(self, instance, parent_context):
        address = self.link(instance) if self.link else ""
        return super().get_cell_context_data(instance, parent_context) | {"address": address}


@dataclass(frozen=True)
class ListingColumn:
    """One column. `value` returns its value for a school, and `words` its text on screen if that is different.

    `needs` makes a queryset fetch what the column needs for all its schools. `is_default` columns are shown by default.
    `office_only` columns are only for people who can edit the register.
    """

    name: str
    label: str | Promise
    value: Callable[[School], Value]
    words: Callable[[School], str] | None = None
    sort: str | None = None
    link: Callable[[School], str] | None = None
    needs: Callable[[QuerySet], QuerySet] = _nothing_more
    is_default: bool = False
    office_only: bool = False

    def text(self, school: School) -> str:
        """Return the cell's text on screen."""
        if self.words:
            return self.words(school)
        value = self.value(school)
        return date_format(value) if isinstance(value, date) else str(self.cell(school))

    def cell(self, school: School) -> str | date:
        """Return the cell in a file: text, or a date."""
        value = self.value(school)
        return ", ".join(value) if isinstance(value, list) else value or ""


def _of_record(entry: RecordField) -> ListingColumn:
    """Return the column of a field of the record: a date, or its text in the history."""
    field, name = School._meta.get_field(entry.name), entry.name
    is_day = isinstance(field, models.DateField)
    return ListingColumn(
        name,
        capfirst(field.verbose_name),
        attrgetter(name) if is_day else lambda school: _text(school, name),
        sort=name if is_day else None,
        link=attrgetter(name) if isinstance(field, models.URLField) else None,
        needs=(lambda schools: schools.prefetch_related(name)) if field.is_relation else _nothing_more,
        is_default=name in DEFAULTS,
    )


def _text(school: School, name: str) -> str:
    text = history.text(school, name)
    return "" if text == history.NOTHING else text


def _former_names(school) -> list[str]:
    return [former.name for former in school.former_names.all()]


def _codes(school) -> list[str]:
    return [link.record.cds_code for link in school.record_links.all()]


def _confirm_by(school) -> date | None:
    return school.confirm_by if school.is_open and school.confirm_by != date.min else None


def _confirm_by_in_words(school) -> str:
    if not school.is_open:
        return ""
    if school.confirm_by == date.min:
        return _("Never confirmed")
    day = date_format(school.confirm_by)
    return _("%(day)s, overdue") % {"day": day} if school.confirm_by <= timezone.localdate() else day


def _editors(school) -> list[str]:
    team = getattr(school, "team", None)
    users = team.group.user_set.all() if team and team.group else ()
    return [get_user_display_name(user) for user in users]


def _with_editors(schools):
    return schools.prefetch_related(
        "team__group", Prefetch("team__group__user_set", confirmations.users_with_email().order_by("pk"))
    )


def _with_profiles(schools):
    page_fields = ("school", "live", "has_unpublished_changes", "locale", "locale__language_code")
    return schools.prefetch_related(Prefetch("pages", SchoolPage.objects.select_related("locale").only(*page_fields)))


def _profile(code: str, language) -> ListingColumn:
    def page(school) -> SchoolPage | None:
        return next((page for page in school.pages.all() if page.locale.language_code == code), None)

    def state(school) -> str:
        profile = page(school)
        if profile is None:
            return _("None")
        if not profile.live:
            return _("Draft")
        return _("Published, with a newer draft") if profile.has_unpublished_changes else _("Published")

    def edit(school) -> str:
        profile = page(school)
        return reverse("wagtailadmin_pages:edit", args=[profile.pk]) if profile else ""

    label = format_lazy(gettext_lazy("Profile ({language})"), language=language)
    return ListingColumn(f"profile_{code}", label, state, link=edit, needs=_with_profiles)


def _desk(school) -> str:
    return reverse("school_desk", args=[school.slug])


COLUMNS = (
    ListingColumn("status", gettext_lazy("Status"), lambda school: str(status_of(school).label), is_default=True),
    ListingColumn("level", gettext_lazy("Level"), School.get_level_display, sort="level", is_default=True),
    ListingColumn("grades", gettext_lazy("Grades"), lambda school: school.grades, sort="lowest_grade", is_default=True),
    ListingColumn(
        "area", gettext_lazy("Neighborhood"), lambda school: school.campus.area, sort="campus__area", is_default=True
    ),
    ListingColumn("campus", gettext_lazy("Campus"), lambda school: school.campus.address, sort="campus__street"),
    *map(_of_record, fields_of(Group.CONTACT, Group.PLACE, Group.OFFER)),
    *map(_of_record, fields_of(Group.DATES)),
    ListingColumn(
        "confirm_by",
        gettext_lazy("Confirm by"),
        _confirm_by,
        _confirm_by_in_words,
        sort="confirm_by",
        needs=confirmations.with_confirm_by,
        is_default=True,
    ),
    ListingColumn("editors", gettext_lazy("Editors of the school"), _editors, needs=_with_editors, office_only=True),
    *(_profile(code, language) for code, language in settings.WAGTAIL_CONTENT_LANGUAGES),
    ListingColumn(
        "missing",
        gettext_lazy("Missing"),
        gaps.missing,
        needs=gaps.with_gaps,
    ),
    ListingColumn(
        "codes",
        gettext_lazy("CDS codes"),
        _codes,
        needs=lambda schools: schools.prefetch_related("record_links__record"),
    ),
    ListingColumn(
        "former_names",
        gettext_lazy("Former names"),
        _former_names,
        needs=lambda schools: schools.prefetch_related("former_names"),
    ),
    ListingColumn("desk", gettext_lazy("Desk"), lambda school: _("Desk"), link=_desk, office_only=True),
)


def with_column_data(schools, columns: list[ListingColumn]):
    """Return `schools`, fetching what `columns` need."""
    for needs in dict.fromkeys(column.needs for column in columns):  # the profile columns share one
        schools = needs(schools)
    return schools


def available_columns(user) -> list[ListingColumn]:
    """Return the columns that `user` can choose from, in display order."""
    return [column for column in COLUMNS if keeps_register(user) or not column.office_only]


def default_columns(user) -> list[ListingColumn]:
    return [column for column in available_columns(user) if column.is_default]


def columns_for(user) -> list[ListingColumn]:
    """Return the columns that `user` sees."""
    choice = RegisterColumns.objects.filter(user=user).first()
    if choice is None:
        return default_columns(user)
    return [column for column in available_columns(user) if column.name in choice.names]


def save_choice(user, names: list[str]) -> None:
    RegisterColumns.objects.update_or_create(user=user, defaults={"names": names})


def delete_choice(user) -> None:
    """Delete the user's choice, to show the default columns again."""
    RegisterColumns.objects.filter(user=user).delete()
