"""Opening, renaming, moving, closing, and merging a school, as guided changes do it.

Closing takes its last day, profile, links from schools below it, applications, editors, and documents. A merger closes
it, and the other school keeps its name as a former name, so families find it.
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
from schools.register.models import Campus, NextSchool, School
from schools.register.record_fields import Group, asked, fields_of
from toolkit.visibility import public

from . import profile_changes
from .execution import Change
from .models import TOGETHER

ALONE = "alone"  # a move of one school; see `TOGETHER`
STAYS, LEADS = "stays", "leads"  # the profile stays, or its addresses redirect
ENDS, FOLLOWS = "ends", "follows"  # links from the level below end, or lead to the successor
GRADES = ("lowest_grade", "highest_grade")  # that the successor can get
OF_THE_SCHOOL = [
    *(field.name for field in fields_of(Group.SCHOOL)),
    "opened",
    *asked(field.name for field in fields_of(Group.CONTACT)),
]

closing_warnings: list[Callable[[School], list[str]]] = []  # `schools/apps.py` adds those of rooms above


def open_school(change: Change, data: dict) -> None:
    campus = data["campus"] or _campus(change, data)
    school = School(campus=campus, **{name: data[name] for name in OF_THE_SCHOOL})
    change.recorder.save(school)
    change.school = school
    change.pages = profile_changes.create_drafts(school, change.user)
    change.note(_("The profiles are empty drafts. Nothing is public until someone writes and publishes them."))
    change.note(
        _("An editors' group and a collection for pictures and documents are created. The group has no members yet.")
    )
    if school.opened > timezone.localdate():
        text = _("Until %(day)s it counts as a school opening later, not as open.")
        change.note(text, day=date_format(school.opened))


def _campus(change: Change, data: dict) -> Campus:
    """Return the campus at the address, or create it."""
    address = {name: data[name] for name in verbs.PLACE}
    existing = verbs.campus_at(address)
    if existing:
        change.note(_("A campus already has this address: %(campus)s."), campus=existing)
        return existing
    new_campus = verbs.new_campus(**address, latitude=data["latitude"], longitude=data["longitude"])
    change.recorder.save(new_campus)
    change.notes += filter(None, [new_campus.point_note])
    return new_campus


def rename(change: Change, data: dict) -> None:
    school = change.school
    is_renamed = data["name"] != school.name
    if is_renamed:
        _rename(change, data)
    for page in profile_changes.profiles_of([school]):  # read now, they carry the new name
        slug = data.get(f"address_{page.pk}") or page.slug
        if slug != page.slug:
            change.check_page(page)
            page_change, redirect_changes = profile_changes.change_address(page, change.user, slug)
            change.pages.append(page_change)
            change.redirects += redirect_changes
        elif is_renamed:
            if not profile_changes.refusal(page, change.user):
                change.pages.append(profile_changes.save(page, change.user))
            if page.live:
                change.note(_("The web address stays %(address)s."), address=page.url)
    _add_notes(change)


def _rename(change: Change, data: dict) -> None:
    school, old_name = change.school, change.school.name
    verbs.rename(school, data["name"], last_seen=data["day"], source=data["source"])
    change.recorder.save(school)
    text = _("“%(name)s” stays as a former name, last used in %(month)s. Families can still find the school by it.")
    change.note(text, name=old_name, month=date_format(data["day"], "YEAR_MONTH_FORMAT"))


def _add_notes(change: Change) -> None:
    school = change.school
    text = _("The short name “%(slug)s” stays. Files, comparisons, and saved schools depend on it.")
    change.note(text, slug=school.slug)
    for page in profile_changes.profiles_of([school]):
        words = {"title": page.title, "language": page.locale}
        if not page.live:
            text = _(
                "The profile in %(language)s is not public. It gets the new name. Change its address in the page "
                "editor."
            )
            change.note(text, **words)
        elif page.has_unpublished_changes:
            change.note(_("The pending draft in %(language)s stays a draft, with the new name and address."), **words)


def move(change: Change, data: dict) -> None:
    school = change.school
    words = {"day": date_format(data["day"]), "reason": data["reason"]}
    change.recorder.reason = _("Moved on %(day)s. %(reason)s") % words
    neighboring_schools = list(neighbors(school, data["day"]))
    along = neighboring_schools if data.get("along") == TOGETHER else []
    before = school.campus
    if data["campus"]:
        for mover in (school, *along):
            mover.campus = data["campus"]
    else:
        address = {name: data[name] for name in verbs.PLACE}
        if any(data[name] is not None for name in verbs.POINT):
            address |= {name: data[name] for name in verbs.POINT}
        change.notes += verbs.move([school, *along], address, change.recorder)
    for mover in along if school.campus != before else ():
        change.recorder.save(mover)
    if school.campus != before or school.transit != data["transit"]:
        school.transit = data["transit"]
        change.recorder.save(school)
    staying = [neighbor.name for neighbor in neighboring_schools if not along]
    if staying and school.campus != before:
        change.note(_("These schools stay at %(campus)s: %(names)s."), campus=before, names="; ".join(staying))
    if along:
        change.note(_("These schools also move: %(names)s."), names="; ".join(mover.name for mover in along))


def neighbors(school, day: date):
    """Return the other schools on the campus that are not closed on `day`. Closed schools keep their old address."""
    day = max(day, timezone.localdate())
    return school.campus.schools.exclude(pk=school.pk).exclude(closed__lt=day).order_by("name")


def close(change: Change, data: dict) -> None:
    """Close `change.school` after `data["last_day"]`. From then on, families contact `data["successor"]`, if any."""
    school, day, successor = change.school, data["last_day"], data["successor"]
    change.editors, change.people = _editors(school)
    _add_closing_notes(change, day)
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


def _add_closing_notes(change: Change, day: date) -> None:
    """Add notes on what will happen automatically. Call this before the school is changed."""
    school, today = change.school, timezone.localdate()
    if day < today:
        change.note(_("Its editors lose access right away, because the school is closed."))
    else:
        text = _("Its editors lose access the night after %(day)s, because the school will be closed.")
        change.note(text, day=date_format(day))
    for enrollment in school.windows():
        if day < max(enrollment.first_day_of_year, today):
            text = _("Applications for %(year)s are hidden, because the school will be closed.")
        else:
            text = _(
                "Applications for %(year)s stay until the last day. Close them under Applications if they end earlier."
            )
        change.note(text, year=enrollment.shown_year)
    if school.earlier_schools.exists():
        change.note(_("After that day, no school lists it as a next school."))
    change.notes += [note for warning in closing_warnings for note in warning(school)]


def merge(change: Change, data: dict) -> None:
    """Close `change.school`, and let its successor keep the name."""
    close(change, data)
    day, into = data["last_day"], School.objects.get(pk=data["successor"].pk)
    verbs.add_former_name(into, change.school.name, last_seen=day, source=data["source"])
    for name in GRADES:
        if data[name] is not None:
            setattr(into, name, data[name])
    change.recorder.save(into)
    text = _(
        "“%(name)s” becomes a former name of %(into)s. Searches find it right away. The profile shows it from "
        "%(month)s."
    )
    month = date_format(day, "YEAR_MONTH_FORMAT")
    change.note(text, name=change.school.name, into=into.name, month=month)
