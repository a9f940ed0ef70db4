"""Columns of the listing, on screen and in files, and which of them each person chose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

from schools.desk import confirmations
from schools.profiles.models import SchoolPage
from schools.register.models import School
from schools.register.permissions import keeps_register

from . import gaps
from .models import RegisterColumns
from .opening_status import status_of

Value = str | date | list[str] | None


class Cells(Column):
    """A `Shown` as a column of Wagtail's table. Cells are links if the column has a link."""

    cell_template_name = "schools/listing/cell.html"

    def __init__(self, shown: "Shown"):
        super().__init__(shown.name, label=shown.label, accessor=shown.text, sort_key=shown.sort)
        self.link = shown.link

    def get_cell_context_data(self, instance, parent_context):
        address = self.link(instance) if self.link else ""
        return super().get_cell_context_data(instance, parent_context) | {"address": address}


@dataclass(frozen=True)
class Shown:
    """One column. `value` returns its value for a school, and `words` its text on screen if that is different.

    `needs` makes a queryset fetch what the column needs for all its schools. `usual` columns are shown by default.
    `of_office` columns are only for people who can edit the register.
    """

    name: str
    label: str | Promise
    value: Callable[[School], Value]
    words: Callable[[School], str] | None = None
    sort: str | None = None
    link: Callable[[School], str] | None = None
    needs: Callable[[QuerySet], QuerySet] = lambda schools: schools
    usual: bool = False
    of_office: bool = False

    def text(self, school: School) -> str:
        """Return the cell's text on screen."""
        if self.words:
            return self.words(school)
        value = self.value(school)
        return date_format(value) if isinstance(value, date) else self.cell(school)

    def cell(self, school: School) -> str:
        """Return the cell's text in a file."""
        value = self.value(school)
        if isinstance(value, list):
            return ", ".join(value)
        return "" if value is None else str(value)


def _field(name: str, **options) -> Shown:
    """Return the column of a field of the school."""
    label = capfirst(School._meta.get_field(name).verbose_name)
    return Shown(name, label, lambda school: getattr(school, name), **{"sort": name, **options})


def _programs(school) -> list[str]:
    return [program.name for program in school.programs.all()]


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
    return [user.get_full_name() or user.get_username() for user in users]


def _with_editors(schools):
    return schools.prefetch_related(
        "team__group", Prefetch("team__group__user_set", confirmations.who_answer().order_by("pk"))
    )


def _with_profiles(schools):
    wanted = ("school", "live", "has_unpublished_changes", "locale", "locale__language_code")
    return schools.prefetch_related(Prefetch("pages", SchoolPage.objects.select_related("locale").only(*wanted)))


def _profile(code: str, language) -> Shown:
    def page(school) -> SchoolPage | None:
        return next((page for page in school.pages.all() if page.locale.language_code == code), None)

    def state(school) -> str:
        found = page(school)
        if found is None:
            return _("None")
        if not found.live:
            return _("Draft")
        return _("Published, with a newer draft") if found.has_unpublished_changes else _("Published")

    def edit(school) -> str:
        found = page(school)
        return reverse("wagtailadmin_pages:edit", args=[found.pk]) if found else ""

    label = format_lazy(gettext_lazy("Profile ({language})"), language=language)
    return Shown(f"profile_{code}", label, state, link=edit, needs=_with_profiles)


def _desk(school) -> str:
    return reverse("school_desk", args=[school.slug])


COLUMNS = (
    Shown("status", gettext_lazy("Status"), lambda school: str(status_of(school).label), usual=True),
    Shown("level", gettext_lazy("Level"), School.get_level_display, sort="level", usual=True),
    Shown("grades", gettext_lazy("Grades"), lambda school: school.grades, sort="lowest_grade", usual=True),
    Shown("area", gettext_lazy("Neighborhood"), lambda school: school.campus.area, sort="campus__area", usual=True),
    Shown("campus", gettext_lazy("Campus"), lambda school: school.campus.address, sort="campus__street"),
    _field("phone", usual=True),
    _field("office_hours", sort=None),
    Shown(
        "languages",
        capfirst(School._meta.get_field("languages").verbose_name),
        lambda school: school.language_names,
    ),
    _field("transit", sort=None),
    _field("website", sort=None, link=lambda school: school.website),
    Shown(
        "programs",
        gettext_lazy("Programs"),
        _programs,
        needs=lambda schools: schools.prefetch_related("programs"),
    ),
    _field("complaint_url", sort=None, link=lambda school: school.complaint_url),
    _field("opened", usual=True),
    _field("closed"),
    Shown(
        "confirm_by",
        gettext_lazy("To confirm by"),
        _confirm_by,
        _confirm_by_in_words,
        sort="confirm_by",
        needs=confirmations.with_confirm_by,
        usual=True,
    ),
    _field("details_as_of"),
    _field("details_source", sort=None),
    Shown("editors", gettext_lazy("Editors of the school"), _editors, needs=_with_editors, of_office=True),
    *(_profile(code, language) for code, language in settings.WAGTAIL_CONTENT_LANGUAGES),
    Shown(
        "missing",
        gettext_lazy("Missing"),
        gaps.missing,
        needs=gaps.with_gaps,
    ),
    Shown(
        "codes",
        gettext_lazy("CDS codes"),
        _codes,
        needs=lambda schools: schools.prefetch_related("record_links__record"),
    ),
    Shown(
        "former_names",
        gettext_lazy("Former names"),
        _former_names,
        needs=lambda schools: schools.prefetch_related("former_names"),
    ),
    Shown("desk", gettext_lazy("Desk"), lambda school: _("Desk"), link=_desk, of_office=True),
)


def fetched(schools, columns: list[Shown]):
    """Return `schools`, fetching what `columns` need."""
    for needs in dict.fromkeys(column.needs for column in columns):  # the profile columns share one
        schools = needs(schools)
    return schools


def offered(user) -> list[Shown]:
    """Return the columns that `user` can choose from, in display order."""
    of_office = keeps_register(user)
    return [shown for shown in COLUMNS if of_office or not shown.of_office]


def usual(user) -> list[Shown]:
    return [shown for shown in offered(user) if shown.usual]


def chosen(user) -> list[Shown]:
    """Return the columns that `user` sees."""
    own = RegisterColumns.objects.filter(user=user).first()
    if own is None:
        return usual(user)
    return [shown for shown in offered(user) if shown.name in own.names]


def choose(user, names: list[str]) -> None:
    RegisterColumns.objects.update_or_create(user=user, defaults={"names": names})


def forget(user) -> None:
    """Delete the user's choice, to show the default columns again."""
    RegisterColumns.objects.filter(user=user).delete()
