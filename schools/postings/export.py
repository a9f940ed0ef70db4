"""Export the matrix: one row for each requirement at each school."""

from collections.abc import Iterable, Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_user_display_name

from media.posting_checks import WARNINGS
from toolkit.csv_cells import lines
from toolkit.workbooks import Column, Value, workbook

from .status import Cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

OF_CELL = [
    (gettext_lazy("School"), lambda cell: cell.school.name if cell.school else _("The network")),
    (gettext_lazy("Code"), lambda cell: cell.requirement.code),
    (gettext_lazy("Requirement"), lambda cell: str(cell.requirement)),
    (gettext_lazy("Authority"), lambda cell: cell.requirement.authority),
    (gettext_lazy("Duty"), lambda cell: cell.requirement.get_duty_display()),
    (gettext_lazy("Counsel to confirm"), lambda cell: _("Yes") if cell.requirement.counsel_to_confirm else _("No")),
    (gettext_lazy("Owner"), lambda cell: cell.requirement.get_owner_display()),
    (gettext_lazy("Status"), lambda cell: str(cell.status.label)),
    (gettext_lazy("Due"), lambda cell: cell.due),
    (gettext_lazy("Next due"), lambda cell: cell.coming),
    (gettext_lazy("Reason"), lambda cell: cell.reason),
    (
        gettext_lazy("Warnings"),
        lambda cell: " ".join(str(WARNINGS[name].said) for name in cell.warnings if name in WARNINGS),
    ),
]
OF_POSTING = [
    (gettext_lazy("Posted"), lambda posting: timezone.localtime(posting.posted_at).isoformat(timespec="minutes")),
    (gettext_lazy("Posted by"), lambda posting: get_user_display_name(posting.posted_by)),
    (gettext_lazy("School year"), lambda posting: posting.school_year),
    (gettext_lazy("Languages"), lambda posting: ", ".join(posting.language_names)),
    (gettext_lazy("Address"), lambda posting: posting.address or posting.contact),
    (gettext_lazy("Board date"), lambda posting: posting.board_date),
    (gettext_lazy("SHA-256 of the file"), lambda posting: posting.file_hash),
    (gettext_lazy("Note"), lambda posting: posting.note),
]


def heads() -> list[str]:
    return [str(head) for head, _of in (*OF_CELL, *OF_POSTING)]


def rows(cells: Iterable[Cell]) -> Iterator[list[Value]]:
    """Yield one row per cell. If there are several postings, the newest is shown."""
    for cell in cells:
        of_posting = [value(cell.newest) if cell.newest else "" for _head, value in OF_POSTING]
        yield [value(cell) for _head, value in OF_CELL] + of_posting


def as_csv(cells: Iterable[Cell]) -> StreamingHttpResponse:
    """Return the CSV, starting with a byte order mark so that spreadsheets recognize the encoding.

    The rows are built before streaming, while the user's language is active.
    """
    content = ["\ufeff".encode(), *lines([heads(), *rows(cells)])]
    return _named(StreamingHttpResponse(content, content_type="text/csv; charset=utf-8"), "csv")


def as_xlsx(cells: Iterable[Cell]) -> HttpResponse:
    book = workbook(_("Required postings"), [Column(head, 20) for head in heads()], rows(cells))
    return _named(HttpResponse(book, content_type=XLSX), "xlsx")


def _named(response, end: str):
    name = f"required-postings-{timezone.localdate().isoformat()}.{end}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
