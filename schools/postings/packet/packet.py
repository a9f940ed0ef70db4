"""What was public in a school year: each requirement with its postings, and the digest that sign-offs refer to."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.postings.models import Posting, Requirement
from schools.postings.status import Cell, Status, cell
from schools.register.models import School
from schools.register.school_year import YEAR, coming_year, ends_wrong, first_day, school_year
from toolkit.dates import midnight


@dataclass(frozen=True)
class Line:
    """A requirement. `cell` has its status at the end of the school year, or today. `postings` are the newest first."""

    cell: Cell
    postings: list[Posting]

    @property
    def requirement(self) -> Requirement:
        return self.cell.requirement

    @property
    def name(self) -> str:
        """The title, with the mark that `Packet.caveats` explains."""
        return f"{self.requirement}\u00a0*" if self.requirement.counsel_to_confirm else str(self.requirement)


@dataclass(frozen=True)
class Packet:
    """The lines of `school` (None: the network) for the school year `year`, as of `day`.

    `network` are the network's lines that hold for the school. They are signed in the network's own packet.
    """

    school: School | None
    year: str
    day: date
    lines: list[Line]
    network: list[Line] = field(default_factory=list)

    @property
    def whose(self) -> str:
        return self.school.name if self.school else _("The network")

    def record(self) -> bytes:
        """Return the list as JSON, which is what people sign.

        It has only what was posted and when, so editing a school, a page, or the requirements does not change it.
        """
        posted = sorted((line for line in self.lines if line.postings), key=lambda line: line.requirement.code)
        rows = [{"requirement": line.requirement.code, "postings": list(map(_facts, line.postings))} for line in posted]
        whose = str(self.school.uid) if self.school else "network"
        content = {"school": whose, "school_year": self.year, "requirements": rows}
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()

    @property
    def missing(self) -> int:
        """How many of the lines are overdue, not posted yet, or only in the archive."""
        asked = [line.cell for line in self.lines if line.cell.is_asked]
        return sum(not (cell.status == Status.DUE and cell.newest) for cell in asked)

    @property
    def caveats(self) -> list[str]:
        """What a reader has to know about the whole list, said once."""
        lines = [_("This list helps to check. It is not legal advice and does not say that a law is satisfied.")]
        if any(line.requirement.counsel_to_confirm for line in (*self.lines, *self.network)):
            lines.insert(0, _("* Counsel has not confirmed yet that this is required, and how."))
        if self.network:
            lines.append(_("The network’s postings are signed in the network’s own packet."))
        return lines

    @property
    def digest(self) -> str:
        return sha256(self.record()).hexdigest()


def is_year(text: str) -> bool:
    """Return whether `text` is a school year that has begun, such as `2025-26`."""
    is_written_well = not ends_wrong(text) and YEAR.regex.fullmatch(text) is not None
    return is_written_well and text <= school_year(timezone.localdate())


def schools_of(year: str) -> QuerySet[School]:
    """Return the schools that were open at some time in the school year `year`, until today."""
    return School.objects.opened().filter(opened__lt=_after(year)).exclude(closed__lt=first_day(year))


def packets(schools: Iterable[School | None], year: str) -> list[Packet]:
    """Return the packet of each of `schools` (None: the network). Two queries.

    Whether a document can be read, and what the register says about the school, is as of today in past years too.
    """
    schools, after = list(schools), _after(year)
    day = min(timezone.localdate(), after - timedelta(days=1))
    requirements = list(Requirement.objects.select_related("person"))
    by_cell = defaultdict(list)
    for posting in _until(after, schools):
        by_cell[posting.requirement_id, posting.school_id].append(posting)
    return [Packet(school, year, day, _lines(requirements, school, year, day, by_cell)) for school in schools]


def packet(school: School | None, year: str) -> Packet:
    """Return the packet of `school` with what the network posted for it, or of the network (None)."""
    if school is None:
        return packets([None], year)[0]
    own, network = packets([school, None], year)
    held = [line for line in network.lines if line.requirement.applies_to(school, own.day).applies is not False]
    return replace(own, network=held)


def _lines(requirements, school, year, day, by_cell) -> list[Line]:
    """Return the requirements that are in use for `school`, and those it had postings for."""
    result, begin = [], midnight(first_day(year))
    for requirement in requirements:
        postings = by_cell[requirement.pk, school.pk if school else None]
        in_year = [posting for posting in postings if posting.archived is None or posting.archived >= begin]
        if in_year or (requirement.asks(school) and requirement.in_use):
            result.append(Line(cell(requirement, school, postings, day), in_year))
    return result


def _until(after: date, schools: list[School | None]) -> Iterable[Posting]:
    """Yield the postings from before the day `after`, newest first. What was archived later counts as current."""
    end = midnight(after)
    queryset = Posting.objects.of_any(schools).filter(posted_at__lt=end).with_sight()
    related = queryset.select_related("requirement", "school", "document", "page__locale", "posted_by")
    for posting in related.order_by("-posted_at", "-pk"):
        if posting.archived and posting.archived >= end:
            posting.archived = None
        yield posting


def _facts(posting: Posting) -> dict:
    kind = posting.kind
    content = {"document": posting.document_id, "page": posting.page_id, "not_applicable": posting.reason}
    return {
        "id": posting.pk,
        kind: content[kind] if kind in content else getattr(posting, kind),
        "sha256": posting.file_hash,
        "languages": sorted(posting.languages),
        "school_year": posting.school_year,
        "board_date": posting.board_date.isoformat() if posting.board_date else "",
        "posted": posting.posted_at.isoformat(),
        "archived": posting.archived.isoformat() if posting.archived else "",
    }


def _after(year: str) -> date:
    """Return the first day of the school year after `year`."""
    return first_day(coming_year(first_day(year)))
