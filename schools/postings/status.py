"""The status of one requirement at one school or for the network, computed from the postings and never stored.

Yearly dates go by the school year that a document is for, other documents by their own end or the day of posting.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.register.models import School
from schools.register.school_year import coming_year, first_day, school_year

from .models import Posting, Requirement
from .models.requirement import names_of

NETWORK = "network"  # in addresses and forms, in place of a school
SOON = timedelta(days=30)
by_due = attrgetter("next_due")


def slug_of(school: School | None) -> str:
    return school.slug if school else NETWORK


def name_of(school: School | None) -> str:
    return school.short_name if school else _("The network")


class Status(models.TextChoices):
    """The statuses, the most urgent first. None of them means that a law is satisfied."""

    OVERDUE = "overdue", gettext_lazy("Overdue")
    ARCHIVED = "archived", gettext_lazy("Only in the archive")
    DUE = "due", gettext_lazy("Due in 30 days")
    NOT_POSTED = "not-posted", gettext_lazy("Not posted yet")
    UNDECIDED = "undecided", gettext_lazy("To decide")
    CURRENT = "current", gettext_lazy("Current")
    NOT_APPLICABLE = "not-applicable", gettext_lazy("Not applicable")

    @property
    def mark(self) -> str:
        """The mark of this status in tables. Always show the words beside it."""
        return MARKS[self]


MARKS = {
    Status.OVERDUE: "!",
    Status.ARCHIVED: "▽",
    Status.DUE: "30",
    Status.NOT_POSTED: "○",
    Status.UNDECIDED: "?",
    Status.CURRENT: "●",
    Status.NOT_APPLICABLE: "–",
}

FINE = (Status.CURRENT, Status.NOT_APPLICABLE)


@dataclass
class Cell:
    """The status of `requirement` at `school` (None: the network).

    `due` is the first date that no document is posted for, past or future. It is None if one should be there now.
    When it is overdue, `coming` is the next yearly date. `reason` explains the status. `postings` are the current ones,
    newest first, including decisions.
    """

    requirement: Requirement
    school: School | None
    status: Status
    due: date | None = None
    coming: date | None = None
    reason: str = ""
    postings: list[Posting] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.requirement.code}:{self.school.slug if self.school else ''}"

    @property
    def owner_name(self) -> str:
        return self.school.name if self.school else name_of(None)

    @property
    def whose(self) -> str:
        return name_of(self.school)

    @property
    def url(self) -> str:
        return reverse("posting_cell", args=[self.requirement.code, slug_of(self.school)])

    @property
    def is_asked(self) -> bool:
        """Whether someone should post: it is overdue, due within `SOON`, not posted yet, or only in the archive."""
        return self.status not in (*FINE, Status.UNDECIDED)

    @property
    def urgency(self) -> tuple:
        """For sorting: by status, then the strictest duty, then the longest overdue first."""
        return list(Status).index(self.status), self.requirement.duty_order, self.due or date.min

    @property
    def in_words(self) -> str:
        """Status, due date, and reason in one line, for lists, emails, and files."""
        parts = [str(self.status.label)]
        if self.due and self.status != Status.NOT_APPLICABLE:
            parts.append(_("due %(day)s") % {"day": date_format(self.due)})
        if self.coming:
            parts.append(_("next due %(day)s") % {"day": date_format(self.coming)})
        return ". ".join([", ".join(parts), *([self.reason] if self.reason else [])])

    @property
    def is_decided(self) -> bool:
        """Whether nothing is posted because someone decided that it does not apply."""
        return bool(self.postings) and all(posting.not_applicable for posting in self.postings)

    @property
    def newest(self) -> Posting | None:
        return self.postings[0] if self.postings else None

    @property
    def warnings(self) -> list[str]:
        """What is not accessible, in words."""
        return sorted({str(warning.said) for posting in self.postings for warning in posting.known_warnings})


def cell(requirement: Requirement, school: School | None, postings: Iterable[Posting], today: date) -> Cell:
    """Return the cell for `postings`, newest first, including archived ones. Each needs `can_be_read`."""
    postings = list(postings)
    for posting in postings:
        posting.requirement = requirement  # or each would ask the database for it
    current = [posting for posting in postings if posting.archived is None]
    result = Cell(requirement, school, Status.CURRENT, postings=current)
    posted = [posting for posting in current if not posting.not_applicable]
    decision = next((posting for posting in current if posting.not_applicable), None)
    if posted:
        _of_posted(result, posted, today)
    elif decision:
        _of_decision(result, decision, today)
    else:
        _of_nothing(result, postings, today)
    if result.status not in FINE and requirement.since and requirement.since > today:
        result.status, result.due = Status.NOT_APPLICABLE, None
        result.reason = _("Not required before %(day)s.") % {"day": date_format(requirement.since)}
    if result.status == Status.OVERDUE:
        result.coming = requirement.coming_date(today)
    return result


def _of_posted(cell: Cell, posted: list[Posting], today: date) -> None:
    readable = sorted((posting for posting in posted if posting.can_be_read), key=by_due)
    latest = {language: posting for posting in readable for language in posting.languages}
    needed = cell.requirement.languages
    missing = [language for language in needed if language not in latest]
    if missing or not readable:
        cell.status = Status.OVERDUE
        cell.reason = _("The posted document is no longer public.")
        if readable:
            cell.reason = _("Missing: %(languages)s.") % {"languages": ", ".join(names_of(missing))}
        return
    deciding = min((latest[language] for language in needed), key=by_due, default=readable[-1])
    cell.due = deciding.next_due
    cell.status = _by_date(cell.due, today, Status.CURRENT)
    if cell.status == Status.OVERDUE and cell.requirement.is_yearly and deciding.school_year:
        cell.reason = _("The document is for %(year)s.") % {"year": deciding.shown_year}


def _of_decision(cell: Cell, decision: Posting, today: date) -> None:
    cell.reason, cell.due = decision.reason, decision.next_due
    cell.status = Status.NOT_APPLICABLE
    if cell.due < today:
        cell.status = Status.UNDECIDED
        cell.reason = _("Decide again: %(reason)s") % {"reason": decision.reason}


def _of_nothing(cell: Cell, earlier: list[Posting], today: date) -> None:
    answer = cell.requirement.applies_to(cell.school, today)
    cell.reason = answer.reason
    if answer.applies is not True:
        cell.status = Status.NOT_APPLICABLE if answer.applies is False else Status.UNDECIDED
        return
    cell.due = max((posting.next_due for posting in earlier if not posting.not_applicable), default=None)
    if cell.due:
        cell.status = Status.OVERDUE if cell.due < today else Status.ARCHIVED
        cell.reason = _("Only in the archive.") if cell.status == Status.OVERDUE else ""
        return
    cell.due = cell.requirement.coming_date(_begin(cell, today))
    cell.status = _by_date(cell.due, today, Status.NOT_POSTED)
    cell.reason = "" if cell.status == Status.NOT_POSTED else _("Nothing is posted yet.")


def _begin(cell: Cell, today: date) -> date:
    """Return since when something is asked for this school year."""
    opened = cell.school.opened if cell.school else None
    if opened and cell.requirement.for_year_before:  # the first report is on the first whole year
        opened = first_day(coming_year(opened))
    return max(day for day in (first_day(school_year(today)), cell.requirement.since, opened) if day)


def _by_date(due: date | None, today: date, later: Status) -> Status:
    """Return the status of something due on `due`: `later` if that is neither past nor soon."""
    if due is None or due > today + SOON:
        return later
    return Status.DUE if due >= today else Status.OVERDUE


def cells(requirements: Iterable[Requirement], schools: Iterable[School | None]) -> list[list[Cell | None]]:
    """Return a row for each of `schools` (None: the network) with a cell for each of `requirements`.

    A cell is None if the requirement's scope excludes it. One query, for the postings.
    """
    requirements, schools, today = list(requirements), list(schools), timezone.localdate()
    queryset = Posting.objects.of_any(schools).filter(requirement__in=requirements).with_sight()
    queryset = queryset.select_related("document", "page__locale", "posted_by")
    by_cell = defaultdict(list)
    for posting in queryset.order_by("-posted_at", "-pk"):
        by_cell[posting.requirement_id, posting.school_id].append(posting)
    alike: dict[tuple, Cell] = {}  # of schools without postings, by all that decides it

    def of(requirement: Requirement, school: School | None) -> Cell:
        postings = by_cell.get((requirement.id, school and school.id), [])
        if postings or school is None:
            return cell(requirement, school, postings, today)
        key = (requirement.id, school.level, school.lowest_grade, school.highest_grade, school.opened, school.closed)
        if key not in alike:
            alike[key] = cell(requirement, school, [], today)
        same = alike[key]
        return Cell(requirement, school, same.status, same.due, same.coming, same.reason)

    return [[of(one, school) if one.asks(school) else None for one in requirements] for school in schools]


def by_status(school: School) -> list[tuple[Status, list[Cell]]]:
    """Return the cells of `school` by status, the most urgent first. Empty if it is not open. Two queries."""
    if not school.is_open:
        return []
    school_cells = [cell for cell in cells(Requirement.objects.filter(in_use=True), [school])[0] if cell]
    return [(status, group) for status in Status if (group := [cell for cell in school_cells if cell.status == status])]
