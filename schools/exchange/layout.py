"""Our own layout: the register as a table, one school per row.

A missing column stays unchanged. An empty cell clears an optional field. A cell with the register's current value, or
in a row with its version the value at download, is not a change, however a spreadsheet wrote it.
"""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schools.register.models import FormerName, School
from schools.register.models.levels import check_level
from schools.register.models.next_school import choose_another, levels_after
from toolkit import csv_cells

from . import export, values
from .columns import BY_NAME, COLUMNS, FORMER, IDENTITY, NEXT, RECORDS, REQUIRED, Column, codes_of, column_name, parsed
from .differences import with_values
from .readings import Problem, Proposal, Reader
from .sheets import Row


class Ours(Reader):
    name, label = "register", gettext_lazy("The spreadsheet you downloaded here")

    @staticmethod
    def known(row):
        return {name: values.clean(cell) for cell in row.cells if (name := column_name(cell)) in BY_NAME}

    @staticmethod
    def is_header(known):
        return bool(known.keys() & {IDENTITY, RECORDS}) and len(known) > 1

    @staticmethod
    def lacks(known):
        return list(known.values()), f"{IDENTITY} {_('or')} {RECORDS}"

    def __init__(self, *args):
        super().__init__(*args)
        self.single_code = False  # whether the file has only one state record per school, as the open data does
        self.first_rows: dict[int, int] = {}  # school key → the first row about the school
        self.problem_cells: set[tuple[int, str]] = set()  # rows and columns with a problem
        self.unversioned_rows = 0  # rows about existing schools without a version
        self._read_header()
        self.bases = self._bases()

    def _read_header(self) -> None:
        for place, cell in enumerate(self.head.cells):
            name = column_name(cell)
            if not name:
                continue
            if name not in BY_NAME and name != export.VERSION:
                self._problem(self.head, cell, _("Unknown column. Rename it or remove it from the file."))
            elif name in self.places:
                self._problem(self.head, cell, _("This column appears twice."))
            else:
                self.places[name] = place
                self.reading.understood[values.clean(cell)] = name
                self.single_code |= values.clean(cell).casefold() == "cds_code"
        self.version = self.places.pop(export.VERSION, None)
        self.reading.missing = [column.name for column in COLUMNS if column.name not in self.places]

    def _bases(self) -> dict[str, dict[str, str]]:
        """Return the cells as downloaded, by UUID, because sorting may separate versions from their rows."""
        if self.version is None:
            return {}
        cells = (row.cells[self.version] for row in self.rows if self.version < len(row.cells))
        bases = filter(None, (export.read_version(values.clean(cell)) for cell in cells))
        return {base[IDENTITY]: base for base in bases}

    def _problem(self, row: Row, column: str, text: str) -> None:
        self.reading.problems.append(Problem(row.number, column, text))
        self.problem_cells.add((row.number, column))

    def read(self):
        for row in self.rows:
            filled = [place for place, cell in enumerate(row.cells) if cell.strip()]
            if not {*filled} - {self.version}:
                continue  # the row was cleared, except for the hidden version
            if len(filled) < len(self.places) / 2 and self.is_total(row):
                self.ignore_total(row)
            else:
                self._read_row(row)
        if self.unversioned_rows:
            self.reading.cautions.append(self._caution())

    def _read_row(self, row: Row) -> None:
        problems, school, is_known = len(self.reading.problems), None, True
        if any(cell.strip() for cell in row.cells[len(self.head.cells) :]):
            self._problem(row, "", _("The row has more cells than the header has columns."))
        try:
            school = self._match(row)
        except ValueError as error:
            self._problem(row, *error.args)
            is_known = False
        if school and (first_row := self.first_rows.setdefault(school.pk, row.number)) != row.number:
            self._problem(row, "", _("Row %(row)d is for the same school.") % {"row": first_row})
        proposal = self._proposal(row, school)
        if school is None and is_known:
            self._complete(row, proposal)
        self._check_level(row, proposal)
        is_broken = len(self.reading.problems) > problems
        (self.reading.broken if is_broken else self.reading.proposals).append(proposal)

    def _check_level(self, row: Row, proposal: Proposal) -> None:
        """Refuse grades and next schools that do not go with the level."""
        try:
            check_level(with_values(proposal.school, proposal.values), proposal.school)
        except ValidationError as error:
            for column, (message,) in error.message_dict.items():
                self._problem(row, column, message)
        wanted = levels_after(proposal.values.get("level", getattr(proposal.school, "level", None)))
        for key in proposal.values.get(NEXT, ()):
            if (other := self.register.by_key[key]).its_level not in wanted:
                self._problem(row, NEXT, f"{other.slug}: {choose_another(wanted)}")

    def _caution(self) -> str:
        return ngettext(
            "%(count)d row of this file doesn’t say what the register said when it was downloaded. "
            "Every value in it that differs from the register counts as your change, "
            "even if the register has changed since.",
            "%(count)d rows of this file don’t say what the register said when they were downloaded. "
            "Every value in them that differs from the register counts as your change, "
            "even if the register has changed since.",
            self.unversioned_rows,
        ) % {"count": self.unversioned_rows}

    def _match(self, row: Row) -> School | None:
        """Return the row's school, or None for a new one. Raises ValueError(column, message) if it is unclear."""
        uid = values.clean(self.cell(row, IDENTITY))
        by_code = self._match_code(row, uid)
        if not uid:
            return by_code
        try:
            school = self.register.by_uid.get(str(uuid.UUID(uid)))
        except ValueError:
            message = _(
                "“%(text)s” is not the UUID of a school. Copy the cell from a fresh download. For a new school, "
                "leave it empty."
            )
            raise ValueError(IDENTITY, message % {"text": uid[:40]}) from None
        if school is None:
            raise ValueError(IDENTITY, _("No school has this UUID. To add a school, leave it empty."))
        return school

    def _match_code(self, row: Row, uid: str) -> School | None:
        text = values.clean(self.cell(row, RECORDS))
        if uid or not text:
            return None
        try:
            schools = self.register.schools_of.get(self._codes(text)[0], [])
        except ValueError as error:
            raise ValueError(RECORDS, str(error)) from None
        if len(schools) < 2:
            return schools[0] if schools else None
        level = values.clean(self.cell(row, "level"))
        try:
            matches = [
                school for school in schools if level and school.level == BY_NAME["level"].parse(level, self.register)
            ]
        except ValueError as error:
            raise ValueError("level", str(error)) from None
        if len(matches) != 1:
            names = ", ".join(school.name for school in schools)
            raise ValueError(
                "level", _("Several schools have this state code: %(names)s. Add the level.") % {"names": names}
            )
        return matches[0]

    def _codes(self, text: str) -> list[str]:
        """Return the codes in a cell, with a lost zero only if that makes one of our codes. Raises ValueError."""
        whole = self.restored(text)
        return codes_of(whole if whole in self.register.records else text)

    def _proposal(self, row: Row, school: School | None) -> Proposal:
        proposal = Proposal(row.number, school, last_seen=timezone.localdate().replace(day=1))
        proposal.source = f"Our register, until the file “{self.sheet.name[:100]}”"
        base = self.bases.get(str(school.uid), {}) if school else {}
        self.unversioned_rows += bool(school and not base)
        for name, place in self.places.items():
            proposal.columns[name] = values.clean(self.head.cells[place])
            self._propose_cell(row, name, proposal, base)
        if proposal.values and base:
            self._compare_with(base, proposal)
        return proposal

    def _propose_cell(self, row: Row, name: str, proposal: Proposal, base: dict[str, str]) -> None:
        school, column, cell = proposal.school, BY_NAME[name], self.cell(row, name)
        current = column.text(school, self.register) if school else ""
        is_unknown = (row.number, IDENTITY) in self.problem_cells  # so what is only to be read cannot be compared
        if (
            name == IDENTITY
            or (is_unknown and column.parse is None)
            or (row.number, name) in self.problem_cells
            or values.alike(current, cell, self.sheet.encoding)
        ):
            return
        if name in base and values.alike(base[name], cell, self.sheet.encoding):
            proposal.stale.add(column.key)
            return
        if school and name == RECORDS and not self.cell(row, IDENTITY).strip():
            return  # the code only identifies the school
        if school and name == FORMER and self._has_former_names(row, school, cell):
            return
        try:
            value = self._value(column, cell, school, base)
        except ValueError as error:
            self._problem(row, name, str(error))
            return
        if name in base and value == parsed(column, base[name], self.register):
            proposal.stale.add(column.key)
        elif school is None or value != self._present(column, school):
            proposal.values[column.key] = value

    def _compare_with(self, base: dict[str, str], proposal: Proposal) -> None:
        """Store in the proposal the values at download, and the names of those that have changed since."""
        for name in base.keys() & BY_NAME.keys():
            column = BY_NAME[name]
            if column.parse is None:
                continue
            original, current = parsed(column, base[name], self.register), self._present(column, proposal.school)
            proposal.base[column.key] = original
            if sorted(original or []) != sorted(current or []) if name == RECORDS else original != current:
                proposal.moved.add(column.key)

    def _has_former_names(self, row: Row, school: School, cell: str) -> bool:
        """Whether the cell holds only known former names. A file from before a rename lacks some; that is fine."""
        known_names = [values.clean(name.name) for name in self.register.rows(FormerName, school)]
        file_names = [values.clean(name) for name in csv_cells.read(cell).split("|") if name.strip()]
        if not set(file_names) <= set(known_names):
            return False
        self.reading.notes.append(
            _("%(school)s: former names that are not in the file stay.") % {"school": school.name}
        )
        return True

    def _value(self, column: Column, cell: str, school: School | None, base: dict[str, str]):
        values.refuse_formula(cell)
        text = values.clean(csv_cells.read(cell) if self.sheet.encoding else cell)
        if column.parse is None:
            if column.name == FORMER:
                raise ValueError(_("A file cannot change this column. To add a former name, rename the school."))
            raise ValueError(_("A file cannot change this column. Change it in the register, or remove the column."))
        if not text:
            if column.empty is ...:
                raise ValueError(_("This cannot be empty."))
            return column.empty
        if column.name == RECORDS:
            code_lists = [self.register.codes(school)] if school else []
            return self._records(text, [*code_lists, codes_of(base[RECORDS])] if RECORDS in base else code_lists)
        return column.parse(text, self.register)

    def _records(self, text: str, code_lists: list[list[str]]) -> list[str]:
        """Return the codes in the cell. If they match one of `code_lists`, return that list unchanged."""
        for stored_codes in code_lists:
            if len(stored_codes) == 1 and values.may_be_shortened(text, stored_codes[0]):
                return stored_codes  # a spreadsheet dropped digits, which is not a change
        codes = self._codes(text)
        for code in codes:
            if code not in self.register.records:
                raise ValueError(
                    _("There is no state record %(code)s. Import the state’s file first, or add the record by hand.")
                    % {"code": code}
                )
        for stored_codes in code_lists:
            if codes[0] in stored_codes if self.single_code else sorted(codes) == sorted(stored_codes):
                return stored_codes
        return codes

    def _present(self, column: Column, school: School):
        """Return the school's current value, as `parse` returns it."""
        return parsed(column, column.text(school, self.register), self.register)

    def _complete(self, row: Row, proposal: Proposal) -> None:
        """Check the required columns of a new school, and fill in its state and short name."""
        fields = proposal.values
        fields.setdefault("state", settings.NETWORK.state_code)
        for name in REQUIRED:
            if name not in fields and (row.number, name) not in self.problem_cells:
                self._problem(row, name, _("Required for a new school."))
        fields.setdefault("slug", slugify(fields.get("name", "").removeprefix(settings.NETWORK.prefix))[:60])
        if fields["slug"] in self.register.by_slug:
            self._problem(
                row,
                "slug",
                _("A school “%(slug)s” already exists. To update it, give its UUID.") % {"slug": fields["slug"]},
            )
