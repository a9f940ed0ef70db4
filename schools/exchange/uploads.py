"""Files of schools as a kind of change."""

from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.changes import jobs, kinds, verbs
from schools.changes.agreement import Refused
from schools.changes.engine import Change
from schools.changes.models import ChangeSet
from schools.changes.work import chunks
from schools.register.models import Program, School, StateRecord
from schools.register.models.program import of_default_language

from . import sheets
from .campuses import settle
from .lookup import Register
from .models import Upload
from .plan import OPTIONS, Plan, make
from .readings import PLACE, Proposal

LARGE = 1024**2  # bytes (workbooks: unpacked) above which a preview takes too long for a request
IMPORT = "import"
IN_LISTS = {"name", "programs", "codes", "next_schools"}  # values kept in lists of a school; a former name for its name


def receive(name: str, data: bytes, *, user=None, kind: str = IMPORT) -> ChangeSet:
    """Create a change for a file and preview it. Large files are previewed by the worker."""
    change_set = stored(name, data, user=user, kind=kind)
    jobs.look(change_set)
    return change_set


def stored(name: str, data: bytes, *, user=None, kind: str = IMPORT, about=None, **fields) -> ChangeSet:
    """Create a change for a file. `about` is its `data`, and `fields` are those of the upload."""
    change_set = ChangeSet.objects.create(name=name[:200], by=user, kind=kind, data=about or {})
    fields.setdefault("sha256", sha256(data).hexdigest())
    upload = Upload(change_set=change_set, **fields)
    upload.data = data
    upload.save()
    return change_set


class Import(kinds.Kind):
    """A spreadsheet in one of the layouts. All of it is imported, or nothing."""

    name, label, url_name = IMPORT, gettext_lazy("Import"), "schools_import"
    everything = False  # an argument of `plan.make`

    def is_slow_to_preview(self, change_set):
        return sheets.unpacked_size(change_set.upload.data) > LARGE

    def look(self, change):
        return self.plan(change, progress=change.progress).as_json()

    def plan(self, change: Change, **options) -> Plan:
        upload = change.change_set.upload
        sheet = sheets.read(change.change_set.name, upload.data)
        ticked: dict[str, Any] = {option: option in upload.options for option in OPTIONS}
        return make(sheet, **ticked, decisions=upload.decisions, everything=self.everything, **options)

    def apply(self, change):
        plan = self.plan(change)
        if plan.problems:
            raise Refused(_("The file has problems. Correct them and upload it again."))
        change.check(plan.digest)
        if plan.undecided:
            raise Refused(_("Some values are in conflict. Decide each of them first."))
        import_proposals(change, plan.proposals)
        return plan.as_json()


def import_proposals(change: Change, proposals: list[Proposal]) -> None:
    """Write `proposals` (all of a plan's, or some) in chunks, then forget the file. Raises Refused.

    Each school gets one revision with the reason.
    """
    adds = any(proposal.school is None for proposal in proposals)
    if adds and change.user and not change.user.has_perm("schools.add_school"):
        raise Refused(_("The file adds schools. You do not have permission to add schools."))
    upload = change.change_set.upload
    change.recorder.data["file"] = upload.sha256
    problems = settle(proposals, Register())
    if reasons := [*(problem.text for problem in problems), *filter(None, (one.rejected for one in proposals))]:
        raise Refused(" ".join(dict.fromkeys(reasons)))
    done = 0
    for chunk in chunks(proposals):
        with change.recorder.together():
            writer = _Writer(change, chunk)
            for proposal in chunk:
                writer.write(proposal)
                done += 1
                change.progress(done, len(proposals))
    upload.forget()


class _Writer:
    """Writes proposals whose schools it has read together."""

    def __init__(self, change: Change, proposals: list[Proposal]):
        self.recorder = change.recorder
        keys = [proposal.school.pk for proposal in proposals if proposal.school]
        self.schools: dict[int, School] = self.recorder.read(School, keys)

    def write(self, proposal: Proposal) -> None:
        self._record(proposal)
        if proposal.target:
            proposal.target.save(self._save)
        self._school(proposal)

    def _record(self, proposal: Proposal) -> None:
        values = dict(proposal.record)
        if "record_name" in proposal.values:
            values["name"] = proposal.values["record_name"]
        if not values:
            return
        record = StateRecord.objects.filter(cds_code=proposal.code).first() or StateRecord()
        for name, value in values.items():
            setattr(record, name, value)
        self._save(record)

    def _school(self, proposal: Proposal) -> None:
        if not proposal.values:  # only the state record changes
            return
        school = self._read(proposal.school.pk, proposal) if proposal.school else School()
        if proposal.target:
            school.campus = proposal.target.campus
        self._fill(school, proposal)
        if school.pk and proposal.as_of and proposal.as_of > (school.details_as_of or date.min):
            school.details_as_of, school.details_source = proposal.as_of, proposal.source
        self._save(school)

    def _read(self, key: int, proposal: Proposal) -> School:
        """Return the school: read again if its lists change or have changed, because those read together stay."""
        stored = self.schools.pop(key, None)
        in_lists = proposal.values.keys() & IN_LISTS
        return stored if stored and not in_lists else School.objects.get(pk=key)

    def _fill(self, school: School, proposal: Proposal) -> None:
        values = proposal.values
        if proposal.school and proposal.last_seen and "name" in values:
            verbs.add_former_name(school, school.name, last_seen=proposal.last_seen, source=proposal.source)
        for name, value in values.items():
            if name not in PLACE and name not in ("codes", "programs", "next_schools", "record_name"):
                setattr(school, name, value)
        if "programs" in values:
            school.programs.set(Program.objects.filter(slug__in=values["programs"], **of_default_language()))
        if "codes" in values:
            verbs.link(school, values["codes"])
        if "next_schools" in values:
            verbs.lead_to(school, values["next_schools"])

    def _save(self, record) -> None:
        """Save `record`. What it refers to was read just now, and the plan checked what must be unique."""
        relations = {field.name for field in record._meta.fields if field.is_relation}
        record.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        self.recorder.save(record, clean=False)
