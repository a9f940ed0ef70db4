"""Closing a school: its last day, profile, links from schools below it, applications, editors, and documents.

A merger closes it, and the other school keeps its name as a former name, so families find it.
"""

from collections.abc import Callable
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.utils import get_user_display_name

from pages import redirects
from schools.changes import verbs
from schools.changes.agreement import Refused
from schools.postings.models import Posting
from schools.profiles.models import SchoolPage
from schools.register.models import NextSchool, School
from toolkit.visibility import public

from . import profile_changes
from .execution import Change

STAYS, LEADS = "stays", "leads"  # the profile stays, or its addresses redirect
ENDS, FOLLOWS = "ends", "follows"  # links from the level below end, or lead to the successor
GRADES = ("lowest_grade", "highest_grade")  # that the successor can get

_warnings: list[Callable[[School], list[str]]] = []


def close(change: Change, data: dict) -> None:
    """Close `change.school` after `data["last_day"]`. From then on, families contact `data["successor"]`, if any."""
    school, day, successor = change.school, data["last_day"], data["successor"]
    change.editors, change.people = _editors(school)
    _add_notes(change, day)
    school.closed, school.successor = day, successor
    change.recorder.save(school)
    if data["profile"] == LEADS:
        _redirect_profiles(change, day, successor)
    else:
        change.note(_("The profile stays for former scholars and their families, marked as closed after that day."))
    if data.get("links") == FOLLOWS:
        _link_to_successor(change, day, successor)


def _redirect_profiles(change: Change, day: date, successor: School | None) -> None:
    """Take the profiles down after `day`, and redirect their addresses from then on."""
    for page in profile_changes.live_profiles_of(change.school):
        change.check_page(page)
        target, old_addresses = _target(page, successor), redirects.addresses(page)
        change.pages.append(profile_changes.take_down(page, change.user, day))
        change.redirects += redirects.add(old_addresses, target)
    posting_count = Posting.objects.open_to_all().filter(school=change.school).count()
    if posting_count:
        text = ngettext(
            "%(number)s required posting is below the profile and is removed with it. Post it elsewhere if it is "
            "still needed.",
            "%(number)s required postings are below the profile and are removed with it. Post them elsewhere if "
            "they are still needed.",
            posting_count,
        )
        change.note(text, number=posting_count)
    if day >= timezone.localdate():
        change.note(_("Until the profile is taken down, its addresses show it. After that they redirect."))


def _target(page: SchoolPage, successor: School | None):
    """Return the page that the addresses of `page` redirect to.

    It is the profile of the successor, in the same language if possible, or the list of schools without a successor.
    """
    if successor is None:
        return page.get_parent().specific
    profiles = public(SchoolPage.objects.filter(school=successor)).order_by("locale")
    target = profiles.filter(locale=page.locale).first() or profiles.first()
    if target is None:
        raise Refused(_("%(name)s has no public profile to redirect to.") % {"name": successor})
    return target


def _link_to_successor(change: Change, day: date, successor: School) -> None:
    """Let schools that lead to the school also lead to its successor; if `day` has passed, only to it."""
    links = NextSchool.objects.filter(high_school=change.school).exclude(school=successor)
    for middle in School.objects.filter(pk__in=links.values("school")).order_by("name"):
        links_of_middle = list(middle.next_schools.all())
        leads_to = {link.high_school_id: link for link in links_of_middle}
        is_over, is_new = day < timezone.localdate(), successor.pk not in leads_to
        if is_over:
            middle.next_schools.remove(leads_to[change.school.pk])
        if is_new:
            last = max(link.sort_order or 0 for link in links_of_middle)
            middle.next_schools.add(NextSchool(high_school=successor, sort_order=last + 1))
        if is_over or is_new:
            change.recorder.save(middle)


def _editors(school) -> tuple[list[int], list[str]]:
    """Return keys and names of the school's editors."""
    team = getattr(school, "team", None)
    members = team.group.user_set.order_by("pk") if team and team.group else []
    return [user.pk for user in members], [get_user_display_name(user) for user in members]


def _add_notes(change: Change, day: date) -> None:
    """Add notes on what will happen automatically. Call this before the school is changed."""
    school, today = change.school, timezone.localdate()
    if day < today:
        change.note(_("Its editors lose access right away, because the school is closed."))
    else:
        change.note(
            _("Its editors lose access the night after %(day)s, because the school will be closed."),
            day=date_format(day),
        )
    for enrollment in school.windows():
        if day < max(enrollment.first_day_of_year, today):
            change.note(
                _("Applications for %(year)s are hidden, because the school will be closed."),
                year=enrollment.shown_year,
            )
        else:
            change.note(
                _(
                    "Applications for %(year)s stay until the last day. Close them under Applications if "
                    "they end earlier."
                ),
                year=enrollment.shown_year,
            )
    if school.earlier_schools.exists():
        change.note(_("After that day, no school lists it as a next school."))
    change.notes += [note for warning in _warnings for note in warning(school)]


def register_warning(warning: Callable[[School], list[str]]) -> None:
    """Let other packages add warnings before a school closes. `warning` returns sentences."""
    if warning not in _warnings:
        _warnings.append(warning)


def merge(change: Change, data: dict) -> None:
    """Close `change.school`, and let its successor keep the name."""
    close(change, data)
    day, into = data["last_day"], School.objects.get(pk=data["successor"].pk)
    verbs.add_former_name(into, change.school.name, last_seen=day, source=data["source"])
    for name in GRADES:
        if data[name] is not None:
            setattr(into, name, data[name])
    change.recorder.save(into)
    change.note(
        _(
            "“%(name)s” becomes a former name of %(into)s. Searches find it right away. The profile shows it "
            "from %(month)s."
        ),
        name=change.school.name,
        into=into.name,
        month=date_format(day, "YEAR_MONTH_FORMAT"),
    )
