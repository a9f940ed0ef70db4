"""Read an uploaded file of results line by line, so that memory stays small: text, or a ZIP archive with one."""

import csv
import hashlib
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from media.uploads.limits import ENTRY, Budget, OverBudget
from media.uploads.limits import STATE_DATA as LIMITS
from schools.exchange.readings import Problem
from schools.exchange.sheets import BINARY, DELIMITERS, OLE, PAGE, SheetError
from schools.results.models import AreaResult, Result
from schools.states import Figure, Number, ResultLayout, current, fold
from toolkit.workbooks import printable

MAX_PARTS = 100  # of an archive
EVERY = 1_000  # lines without our codes between checks of the time
HEAD = 10  # lines in which the header is looked for
MAX_PROBLEMS = 200
DAMAGED = (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error, lzma.LZMAError)
MARKS = f"{DELIMITERS}^"  # the state separates its test results with ^
WITHHELD = ("", "*", "--", "N/A")  # what the state writes instead of a number it does not publish


class UnknownLayout(SheetError):
    """No file of results that we know."""


@dataclass
class Upload:
    """What a file says about our schools, the district, and the state. `lines` counts all of its lines."""

    sha256: str
    layout: ResultLayout
    figures: dict[tuple[str, str, str], Figure] = field(default_factory=dict)  # by code, measure, and year
    problems: list[Problem] = field(default_factory=list)
    lines: int = 0


def _open_data() -> ResultLayout:
    numbers = tuple(Number(name, "value", "count", {"measure": [name]}) for name in current().measures)
    label, code = gettext_lazy("results.csv of our open data"), {"cds_code": current().code_digits}
    return ResultLayout("opendata", label, code, "academic_year", "{source}", numbers)


def read(file: IO[bytes], levels: dict[str, set[str]]) -> Upload:
    """Return the figures in `file` for the codes in `levels`: the levels of the schools of each state record.

    Raises SheetError if the file cannot be read, takes too long, or (UnknownLayout) has no header that we know.
    """
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    budget = Budget(seconds=LIMITS.seconds, unpacked=LIMITS.unpacked, parts=MAX_PARTS)
    try:
        with _text(file, budget) as text:
            lines = enumerate(_lines(text), 1)
            layout, delimiter, names = _header(lines)
            upload = Upload(digest, layout)
            _read_rows(upload, lines, delimiter, names, levels, budget)
    except OverBudget as error:
        raise SheetError(
            _("The file takes too long to read. Upload the state’s file of all students, or keep only our rows.")
        ) from error
    return upload


@contextmanager
def _text(file: IO[bytes], budget: Budget) -> Iterator[IO[bytes]]:
    """Open the text: the file itself, or the largest text of an archive."""
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(OLE):
        raise SheetError(_("This is an Excel file. Save it as CSV and try again."))
    for mark, kind in BINARY:
        if start.startswith(mark):
            raise SheetError(_("This is a %(kind)s file, not a table. Upload text or a ZIP archive.") % {"kind": kind})
    if not start.startswith(b"PK"):
        yield file
        return
    for block in iter(lambda: file.read(1024**2), b""):  # before zipfile creates an object for each part
        budget.spend(parts=block.count(ENTRY))
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = [part for part in archive.infolist() if part.filename.lower().endswith((".txt", ".csv"))]
            if not parts:
                raise UnknownLayout(_("The archive has no text file (.txt or .csv)."))
            part = max(parts, key=lambda part: part.file_size)
            budget.spend(unpacked=part.file_size)
            with archive.open(part) as text:
                yield io.BufferedReader(text)
    except DAMAGED as error:
        raise SheetError(_("The archive is damaged or encrypted. Download it again.")) from error


def _lines(text: IO[bytes]) -> Iterator[bytes]:
    while line := text.readline(LIMITS.cell + 1):
        if len(line) > LIMITS.cell:
            raise SheetError(_("A line is too long. This is not one of the state’s files."))
        yield line


def _header(lines: Iterable[tuple[int, bytes]]) -> tuple[ResultLayout, str, list[str]]:
    """Return the layout, the delimiter, and the folded column names."""
    for number, line in lines:
        text = _decoded(line, number).lstrip("\ufeff")
        if number == 1 and PAGE.match(text):
            raise SheetError(_("This is a web page or XML, not a table. Download the state’s text file."))
        delimiter = max(MARKS, key=text.count)
        cells = _cells(text, delimiter, number)
        if len(cells) > LIMITS.columns:
            raise SheetError(_("Line %(line)d has too many columns for one of the state’s files.") % {"line": number})
        names = [fold(name) for name in cells]
        for layout in (*current().layouts, _open_data()):
            if layout.columns <= set(names):
                return layout, delimiter, names
        if number >= HEAD:
            break
    raise UnknownLayout(
        _("This is not a file that we know. Its first line must have the column names of one of the state’s files.")
    )


def _decoded(line: bytes, number: int) -> str:
    if b"\0" in line:
        raise SheetError(_("Line %(line)d is not text. Upload text or a ZIP archive.") % {"line": number})
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _cells(text: str, delimiter: str, number: int) -> list[str]:
    quoting = csv.QUOTE_MINIMAL if delimiter in ",;" else csv.QUOTE_NONE  # elsewhere, a quotation mark is just text
    try:
        cells = next(csv.reader([text.rstrip("\r\n")], delimiter=delimiter, quoting=quoting, strict=True), [])
    except csv.Error as error:
        raise SheetError(_("Line %(line)d cannot be read: %(error)s.") % {"line": number, "error": error}) from error
    return [printable(cell).strip().strip('"') for cell in cells]


def _read_rows(upload: Upload, lines, delimiter: str, names: list[str], levels, budget: Budget) -> None:
    codes = [*levels, *(area.code for area in current().areas)]
    has_mark = re.compile(b"|".join(map(re.escape, upload.layout.marks_of(codes, delimiter)))).search
    read_cells = upload.layout.reader(names)
    for number, line in lines:
        upload.lines = number
        is_wanted = has_mark(line)
        if is_wanted or number % EVERY == 0:
            budget.spend()
        if not is_wanted:
            continue
        cells = _cells(_decoded(line, number), delimiter, number)
        if len(cells) < len(names):
            _problem(upload, number, "", _("The row ends too early. The file may be incomplete. Upload it again."))
            continue
        for found in read_cells(cells):
            if _is_wanted(found, levels):
                _add(upload, number, found)


def _is_wanted(found: Figure, levels: dict[str, set[str]]) -> bool:
    if area := current().area_of(found.code):
        measure = current().measures.get(found.measure)
        return measure is not None and (measure.areas is None or area.name in measure.areas)
    return any(found.measure in current().shown(level) for level in levels.get(found.code, ()))


def _add(upload: Upload, line: int, found: Figure) -> None:
    """Add the figure, or a problem if the models refuse it or another line says something else."""
    try:
        value = None if found.value in WITHHELD else Decimal(found.value.replace(",", ""))
        count = None if found.count in WITHHELD else int(found.count.replace(",", ""))
        if value is not None and not value.is_finite():
            raise InvalidOperation
    except (InvalidOperation, ValueError):
        _problem(upload, line, found.measure, _("“%(value)s” is not a number.") % {"value": found.value or found.count})
        return
    figure = replace(found, value=value, count=count, line=line)
    model = AreaResult if current().area_of(found.code) else Result
    instance = model(**fields(figure))
    try:
        instance.clean_fields(exclude=("record", "area"))
        instance.clean()
    except ValidationError as error:
        _problem(upload, line, found.measure, " ".join(error.messages))
        return
    key = (found.code, found.measure, found.year)
    other = upload.figures.setdefault(key, figure)
    if (other.value, other.count) != (value, count):
        text = _("Line %(line)d has another number for the same measure and year.") % {"line": other.line}
        _problem(upload, line, found.measure, text)


def fields(figure: Figure) -> dict:
    """Return the values of the model fields that a figure sets."""
    return {name: getattr(figure, name) for name in ("measure", "year", "value", "count", "source")}


def _problem(upload: Upload, line: int, measure: str, text: str) -> None:
    label = str(current().measure(measure).label)
    upload.problems.append(Problem(line, label, text))
    if len(upload.problems) >= MAX_PROBLEMS:
        raise SheetError(
            _("The file has more than %(count)d problems. The first: line %(line)d, %(text)s")
            % {"count": MAX_PROBLEMS, "line": upload.problems[0].row, "text": upload.problems[0].text}
        )
