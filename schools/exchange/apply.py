"""Apply a plan in one transaction: everything is saved, or nothing. Each school gets one revision with the reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.register.agreement import Refused, check
from schools.register.following import together
from schools.register.models import Campus, FormerName, NextSchool, Program, School, SchoolStateRecord, StateRecord
from schools.register.models.program import of_default_language
from schools.register.queries import stored
from schools.register.recording import Recording
from schools.register.snapshot import content

from . import pubschls
from .campuses import Settlement, settle
from .edits import sheet_of
from .lookup import Register
from .models import BatchState, ImportBatch, ImportedRecord
from .plan import Plan, make_again
from .readings import PLACE, Proposal
from .work import LOCK, PROGRESS, at_work, chunks, no_progress

IN_LISTS = {"name", "programs", "codes", "next_schools"}  # values kept in lists of a school; a former name for its name


def lock() -> None:
    """Block other imports and manual changes to schools until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    list(School.objects.select_for_update().order_by("pk").values_list("pk"))


@contextmanager
def applying(batch: ImportBatch, progress: PROGRESS = no_progress) -> Iterator[PROGRESS]:
    """Open the transaction in which `batch` is applied. Raises Refused if it has already been."""
    with at_work(batch, progress) as report:
        lock()
        if ImportBatch.objects.get(pk=batch.pk).at:
            raise Refused(_("This file has already been imported."))
        yield report


def apply(
    batch: ImportBatch, *, user=None, reason: str, digest: str | None = None, progress: PROGRESS = no_progress
) -> Plan:
    """Import `batch` and return its plan. `digest` is that of the plan the user approved; None skips the check.

    Raises Refused if `batch` has already been imported, the file has problems or undecided conflicts, the plan has
    changed since `digest`, or `user` lacks a permission.
    """
    with applying(batch, progress) as report:
        plan = make_again(batch, sheet_of(batch))
        if plan.problems:
            raise Refused(_("The file has problems. Correct them and upload it again."))
        if digest is not None:
            check(digest, plan.digest)
        if plan.undecided:
            raise Refused(_("Some values are in conflict. Decide each of them first."))
        if plan.of("added") and user and not user.has_perm("schools.add_school"):
            raise Refused(_("The file adds schools. You do not have permission to add schools."))
        write(batch, plan.proposals, plan, user=user, reason=reason, progress=report)
        return plan


def write(
    batch: ImportBatch,
    proposals: list[Proposal],
    plan: Plan,
    *,
    user=None,
    reason: str,
    progress: PROGRESS = no_progress,
) -> None:
    """Write `proposals`, some or all of those in `plan`, and mark the batch as applied.

    Call it inside a transaction, after `lock`.
    """
    try:
        _Writer(batch, user, reason, plan.reading.layout == pubschls.NAME).write(proposals, progress)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    batch.state, batch.reason, batch.by, batch.at = BatchState.APPLIED, reason, user, timezone.now()
    batch.layout, batch.content, batch.error = plan.reading.layout, None, ""
    batch.decisions = {}
    batch.save()


class _Writer:
    """Writes proposals a chunk at a time: reads its schools together, and tells the other packages of them together."""

    def __init__(self, batch: ImportBatch, user, reason: str, from_state: bool):
        self.batch, self.from_state = batch, from_state
        self.recording = Recording(user=user, reason=reason, batch=batch.pk, file=batch.sha256)
        self.schools: dict[int, School] = {}
        self.entries: dict[tuple[type, int], ImportedRecord] = {}

    def write(self, proposals: list[Proposal], progress) -> None:
        settlement = settle(proposals, Register(), closed_follow=self.from_state)
        if reasons := [*(problem.text for problem in settlement.problems), *settlement.rejected.values()]:
            raise Refused(" ".join(dict.fromkeys(reasons)))
        done = 0
        for chunk in chunks(proposals):
            self.schools = stored(School, [proposal.school.pk for proposal in chunk if proposal.school])
            with together():
                for proposal in chunk:
                    self._write(proposal, settlement)
                    done += 1
                    progress(done, len(proposals))
                self.recording.write()
        self._store()

    def _write(self, proposal: Proposal, settlement: Settlement) -> None:
        self._record(proposal)
        campus = settlement.campus.get(id(proposal))
        if campus and campus.pk is None:
            self._add(campus)
        elif campus and campus.pk in settlement.corrected:
            self._change(Campus.objects.get(pk=campus.pk), settlement.corrected.pop(campus.pk))
        self._school(proposal, campus)

    def _record(self, proposal: Proposal) -> None:
        values = dict(proposal.record)
        if "record_name" in proposal.values:
            values["name"] = proposal.values["record_name"]
        if not values:
            return
        if record := StateRecord.objects.filter(cds_code=proposal.code).first():
            self._change(record, values)
        else:
            self._add(StateRecord(**values))

    def _school(self, proposal: Proposal, campus: Campus | None) -> None:
        if proposal.school is None:
            school = School(campus=campus)
            self._fill(school, proposal)
            self._add(school)
            return
        if not proposal.values:  # only the state record changes
            return
        school = self._stored_school(proposal.school.pk, proposal.values)
        self._begin(school)
        if campus:
            school.campus = campus
        self._fill(school, proposal)
        if proposal.as_of and proposal.as_of > (school.details_as_of or date.min):
            school.details_as_of, school.details_source = proposal.as_of, proposal.source
        self._save(school)

    def _stored_school(self, key: int, values: dict[str, Any]) -> School:
        """Return the school. Read it again if its lists change or have changed, because those read together stay."""
        school = self.schools.pop(key, None)
        return School.objects.get(pk=key) if school is None or values.keys() & IN_LISTS else school

    def _fill(self, school: School, proposal: Proposal) -> None:
        values = proposal.values
        if proposal.school and "name" in values:
            self._remember_name(school, proposal)
        for name, value in values.items():
            if name not in PLACE and name not in ("codes", "programs", "next_schools", "record_name"):
                setattr(school, name, value)
        if "programs" in values:
            school.programs.set(Program.objects.filter(slug__in=values["programs"], **of_default_language()))
        if "codes" in values:
            self._link(school, values["codes"])
        if "next_schools" in values:
            self._lead(school, values["next_schools"])

    def _remember_name(self, school: School, proposal: Proposal) -> None:
        """Record the current name as a former name, or update the existing former name."""
        former = next((entry for entry in school.former_names.all() if entry.name == school.name), None)
        if former is None:
            former = FormerName(name=school.name, sort_order=school.former_names.count())
        former.last_seen, former.source = proposal.last_seen, proposal.source[:200]
        school.former_names.add(former)

    def _link(self, school: School, codes: list[str]) -> None:
        links = (
            {link.record.cds_code: link for link in school.record_links.select_related("record")} if school.pk else {}
        )
        for code, link in links.items():
            if code not in codes:
                school.record_links.remove(link)
        for code in codes:
            if code not in links:
                school.record_links.add(SchoolStateRecord(record=StateRecord.objects.get(cds_code=code)))

    def _lead(self, school: School, keys: list[int]) -> None:
        """Make the schools with these keys the next ones of `school`, in this order."""
        links = {link.high_school_id: link for link in school.next_schools.all()} if school.pk else {}
        following = [links.get(key) or NextSchool(high_school_id=key) for key in keys]
        for number, link in enumerate(following):
            link.sort_order = number
        school.next_schools.set(following)

    def _change(self, record, values: dict[str, Any]) -> None:
        self._begin(record)
        for name, value in values.items():
            setattr(record, name, value)
        self._save(record)

    def _begin(self, record) -> None:
        """Keep the unchanged `record`."""
        self.recording.keep(record)
        self._enter(record, content(record))

    def _save(self, record) -> None:
        """Save `record`. What it refers to was read just now, and the plan checked what must be unique."""
        relations = {field.name for field in record._meta.fields if field.is_relation}
        record.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        self.recording.save(record)

    def _add(self, record) -> None:
        self._save(record)
        self._enter(record, None)

    def _enter(self, record, before: dict | None) -> None:
        """Make the entry of `record`. If the batch writes it twice, the first `before` stays."""
        label = record._meta.label_lower
        entry = ImportedRecord(batch=self.batch, model=label, key=record.pk, name=str(record)[:200], before=before)
        self.entries.setdefault((type(record), record.pk), entry)

    def _store(self) -> None:
        """Store the entries, with each record and its revision as they are now."""
        for model in (Campus, StateRecord, School):
            for keys in chunks([key for one, key in self.entries if one is model]):
                records = stored(model, keys)
                for key in keys:
                    entry = self.entries[model, key]
                    entry.after, entry.revision_id = content(records[key]), records[key].latest_revision_id
                ImportedRecord.objects.bulk_create([self.entries.pop((model, key)) for key in keys])
