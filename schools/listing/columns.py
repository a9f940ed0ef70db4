"""Columns of the listing: the usual ones on screen, and all that is known of a school in the file to download."""

from collections.abc import Callable
from datetime import date
from functools import partial
from operator import attrgetter

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, QuerySet
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
from schools.register.record_fields import Group, fields_of

from .filters import missing, status_of, with_gaps

Value = str | Promise | date | list[str] | None
OFFICE_ONLY = {"editors"}  # columns for people who can edit the register


def _value(school: School, name: str) -> Value:
    """Return a field of the record: a date, or its text in the history."""
    if isinstance(School._meta.get_field(name), models.DateField):
        return getattr(school, name)
    text = history.text(school, name)
    return "" if text == history.NOTHING else text


def _confirm_by(school: School) -> date | None:
    return school.confirm_by if school.is_open and school.confirm_by != date.min else None


def _confirm_by_in_words(school: School) -> str:
    if not school.is_open:
        return ""
    if school.confirm_by == date.min:
        return _("Never confirmed")
    day = date_format(school.confirm_by)
    return _("%(day)s, overdue") % {"day": day} if school.confirm_by <= timezone.localdate() else day


def _editors(school: School) -> list[str]:
    team = getattr(school, "team", None)
    users = team.group.user_set.all() if team and team.group else ()
    return [get_user_display_name(user) for user in users]


def _profile_state(school: School, language: str) -> str:
    profile = next((page for page in school.pages.all() if page.locale.language_code == language), None)
    if profile is None:
        return _("None")
    if not profile.live:
        return _("Draft")
    return _("Published, with a newer draft") if profile.has_unpublished_changes else _("Published")


ON_SCREEN = [
    "name",
    Column("status", label=gettext_lazy("Status"), accessor=lambda school: status_of(school).label),
    "level",
    Column("grades", label=gettext_lazy("Grades"), sort_key="lowest_grade"),
    Column("campus.area", label=gettext_lazy("Neighborhood"), sort_key="campus__area"),
    Column("phone", label=gettext_lazy("Phone"), classname="phone"),
    "opened",
    Column("confirm_by", label=gettext_lazy("Confirm by"), accessor=_confirm_by_in_words, sort_key="confirm_by"),
]
IN_FILE: dict[str, tuple[str | Promise, Callable[[School], Value]]] = {
    "name": (gettext_lazy("Name"), attrgetter("name")),
    "status": (gettext_lazy("Status"), lambda school: status_of(school).label),
    "level": (gettext_lazy("Level"), School.get_level_display),
    "grades": (gettext_lazy("Grades"), attrgetter("grades")),
    "area": (gettext_lazy("Neighborhood"), attrgetter("campus.area")),
    "campus": (gettext_lazy("Campus"), attrgetter("campus.address")),
    **{
        field.name: (capfirst(School._meta.get_field(field.name).verbose_name), partial(_value, name=field.name))
        for field in fields_of(Group.CONTACT, Group.PLACE, Group.OFFER, Group.DATES)
    },
    "confirm_by": (gettext_lazy("Confirm by"), _confirm_by),
    "editors": (gettext_lazy("Editors of the school"), _editors),
    **{
        f"profile_{code}": (
            format_lazy(gettext_lazy("Profile ({language})"), language=language),
            partial(_profile_state, language=code),
        )
        for code, language in settings.WAGTAIL_CONTENT_LANGUAGES
    },
    "missing": (gettext_lazy("Missing"), missing),
    "codes": (gettext_lazy("State codes"), lambda school: [link.record.cds_code for link in school.record_links.all()]),
    "former_names": (
        gettext_lazy("Former names"),
        lambda school: [former.name for former in school.former_names.all()],
    ),
}


def with_file_data(schools: QuerySet) -> QuerySet:
    """Return `schools`, fetching what the file needs with a few queries for any number of them."""
    page_fields = ("school", "live", "has_unpublished_changes", "locale", "locale__language_code")
    return with_gaps(schools).prefetch_related(
        Prefetch("pages", SchoolPage.objects.select_related("locale").only(*page_fields)),
        Prefetch("team__group__user_set", confirmations.users_with_email().order_by("pk")),
        *("programs", "successor", "record_links__record", "former_names"),
    )
