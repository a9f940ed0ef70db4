"""Export the matrix: one row for each requirement at each school."""

from collections.abc import Iterable, Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from media.posting_checks import WARNINGS
from toolkit.csv_cells import lines
from toolkit.workbooks import Column, Value, workbook

from .status import Cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def heads() -> list[str]:
    return [
        _("School"),
        _("Code"),
        _("Requirement"),
        _("Authority"),
        _("Counsel to confirm"),
        _("Owner"),
        _("Status"),
        _("Due"),
        _("Reason"),
        _("Posted"),
        _("Posted by"),
        _("School year"),
        _("Languages"),
        _("Address"),
        _("Board date"),
        _("SHA-256 of the file"),
        _("Warnings"),
        _("Note"),
    ]


def rows(cells: Iterable[Cell]) -> Iterator[list[Value]]:
    """Yield one row per cell. If there are several postings, the newest is shown."""
    for cell in cells:
        requirement, newest = cell.requirement, cell.newest
        yield [
            cell.school.name if cell.school else _("The network"),
            requirement.code,
            str(requirement),
            requirement.authority,
            _("Yes") if requirement.counsel_to_confirm else _("No"),
            requirement.get_owner_display(),
            str(cell.status.label),
            cell.due,
            cell.reason,
            *(_of_posting(newest) if newest else [""] * 7),
            " ".join(str(WARNINGS[name].said) for name in cell.warnings if name in WARNINGS),
            newest.note if newest else "",
        ]


def _of_posting(newest) -> list[Value]:
    return [
        timezone.localtime(newest.posted_at).isoformat(timespec="minutes"),
        get_user_display_name(newest.posted_by),
        newest.school_year,
        ", ".join(newest.language_names),
        newest.address or newest.contact,
        newest.board_date,
        newest.file_hash,
    ]


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
