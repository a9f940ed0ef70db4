"""Opening, renaming, and moving a school, as guided changes do it. `closure` closes and merges schools."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.changes import verbs
from schools.register.models import Campus, School
from schools.register.record_fields import Group, asked, fields_of

from . import profile_changes
from .execution import Change
from .models import TOGETHER

ALONE = "alone"  # a move of one school; see `TOGETHER`
OF_THE_SCHOOL = [
    *(field.name for field in fields_of(Group.SCHOOL)),
    "opened",
    *asked(field.name for field in fields_of(Group.CONTACT)),
]


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
        change.note(
            _("Until %(day)s it counts as a school opening later, not as open."), day=date_format(school.opened)
        )


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
                change.pages.append(profile_changes.save_new_title(page, change.user))
            if page.live:
                change.note(_("The web address stays %(address)s."), address=page.url)
    _add_notes(change)


def _rename(change: Change, data: dict) -> None:
    school, old_name = change.school, change.school.name
    verbs.rename(school, data["name"], last_seen=data["day"], source=data["source"])
    change.recorder.save(school)
    month = date_format(data["day"], "YEAR_MONTH_FORMAT")
    change.note(
        _("“%(name)s” stays as a former name, last used in %(month)s. Families can still find the school by it."),
        name=old_name,
        month=month,
    )


def _add_notes(change: Change) -> None:
    school = change.school
    change.note(
        _("The short name “%(slug)s” stays. Files, comparisons, and saved schools depend on it."), slug=school.slug
    )
    for page in profile_changes.profiles_of([school]):
        words = {"title": page.title, "language": page.locale}
        if not page.live:
            change.note(
                _(
                    "The profile in %(language)s is not public. It gets the new name. Change its address in "
                    "the page editor."
                ),
                **words,
            )
        elif page.has_unpublished_changes:
            change.note(_("The pending draft in %(language)s stays a draft, with the new name and address."), **words)


def move(change: Change, data: dict) -> None:
    school = change.school
    change.recorder.reason = _("Moved on %(day)s. %(reason)s") % {
        "day": date_format(data["day"]),
        "reason": data["reason"],
    }
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
