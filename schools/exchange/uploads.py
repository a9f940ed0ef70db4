"""Files of schools as a kind of change."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.changes import jobs, kinds
from schools.changes.agreement import Refused
from schools.changes.engine import Change
from schools.changes.models import ChangeSet

from . import sheets
from .apply import write
from .models import Upload
from .plan import Plan, choices_of, make
from .readings import Proposal

LARGE = 1024**2  # bytes (workbooks: unpacked) above which a preview takes too long for a request
IMPORT = "import"


def receive(name: str, data: bytes, *, user=None, kind: str = IMPORT) -> ChangeSet:
    """Create a change for a file and preview it. Large files are previewed by the worker."""
    change_set = stored(name, data, user=user, kind=kind)
    jobs.look(change_set)
    return change_set


def stored(name: str, data: bytes, *, user=None, kind: str = IMPORT, options=(), decisions=None) -> ChangeSet:
    """Create a change for a file."""
    change_set = ChangeSet.objects.create(name=name[:200], by=user, kind=kind)
    upload = Upload(change_set=change_set, sha256=sheets.digest(data), options=[*options], decisions=decisions or {})
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
        return make(sheet, **choices_of(upload), everything=self.everything, **options)

    def make(self, change):
        plan = self.plan(change)
        if plan.problems:
            raise Refused(_("The file has problems. Correct them and upload it again."))
        change.check(plan.digest)
        if plan.undecided:
            raise Refused(_("Some values are in conflict. Decide each of them first."))
        import_proposals(change, plan.proposals)
        return plan.as_json()


def import_proposals(change: Change, proposals: list[Proposal]) -> None:
    """Write the proposals, and forget the file. Raises Refused."""
    adds = any(proposal.school is None for proposal in proposals)
    if adds and change.user and not change.user.has_perm("schools.add_school"):
        raise Refused(_("The file adds schools. You do not have permission to add schools."))
    upload = change.change_set.upload
    change.recorder.data["file"] = upload.sha256
    write(change, proposals)
    upload.forget()
