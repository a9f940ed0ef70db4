"""Check documents and tables by their content: their type, and that they run and load nothing."""

import csv
import io
import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from media.uploads import process
from media.uploads.file_types import KINDS, OLD_OFFICE, ending, head, kind_of, refusal
from media.uploads.limits import REDIRECTS, Budget
from media.uploads.office_lists import MAIN

CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
PIECE = 2**16

PDF_REFUSALS = {  # by the result of `pdf_contents.find_harm`
    "broken": _("This PDF file is damaged. Open it in the program that made it and save it again."),
    "protected": _("This PDF file has a password, so not everyone can read it. Save it without one."),
    "scripts": _(
        "This PDF file contains scripts or starts programs, which can harm the computers of people who open "
        "it. Print it to a new PDF file, or remove the scripts in the program that made it."
    ),
    "starts": _(
        "This PDF file opens a web page or another file, or sends data, as soon as it is opened or a page is shown. "
        "Print it to a new PDF file, or remove that action in the program that made it."
    ),
    "loads": _(
        "This PDF file loads parts of its pages from other files. Print it to a new PDF file, which then contains them."
    ),
    "files": _(
        "This PDF file contains other files (attachments, video, or sound). Save it without them, and add "
        "each one as a separate document."
    ),
}

OFFICE_REFUSALS = {  # by the result of `office_package.read`
    "broken": _(
        "This file is damaged, or it is not an Office document. Open it in the program that made it and save it again."
    ),
    "bomb": _("This file would expand to many times its size. Save it again with smaller pictures and fewer parts."),
    "macros": _(
        "This file contains macros, which can harm the computers of people who open it. Save it without macros."
    ),
    "objects": _(
        "This file contains an object from another program, which can harm the computers of people who open it. "
        "Paste it as a picture or text instead and save the file again."
    ),
    "loads": _(
        "This file loads a part from elsewhere when it is opened (a template, a linked picture, another workbook, or "
        "the list of a mail merge). Break the link or insert the part itself, and save the file again."
    ),
    "add_in": _(
        "This file was saved with the pane of an add-in open, and would load the add-in for everyone who opens it. "
        "Close the pane and save the file again."
    ),
    "fields": _(
        "This file has a field, formula, or action that starts a program or loads something, such as DDE, INCLUDETEXT, "
        "or WEBSERVICE. Replace it with its result and save the file again."
    ),
    "declares": _(
        "This file has XML declarations that no Office program writes. Save it again from an Office program."
    ),
}
OTHER = _("This file is of another type, not %(claimed)s as its name says. Choose the right file.")


def check_text(file, kind: str, budget: Budget) -> None:
    """Raise ValidationError unless `file` is text. `kind` is `csv` or `txt`."""
    start = head(file)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _("This text is in UTF-16, which some programs cannot read. Save it as UTF-8.")
        raise ValidationError(text, code="encoding")
    if kind_of(start) != "txt":
        raise refusal(start, kind)
    while piece := file.read(PIECE):
        budget.spend(unpacked=len(piece))
        if CONTROL.search(piece):
            raise refusal(b"\0", kind)
    file.seek(0)


def check_pdf(file, _kind: str, budget: Budget) -> None:
    """Raise ValidationError if `file` is not a harmless PDF, or OverBudget if checking it takes too long."""
    start = head(file)
    if not start.startswith(b"%PDF-"):
        raise refusal(start, "pdf")
    process.check("pdf_contents.find_harm", file, budget, PDF_REFUSALS)


def check_office(file, kind: str, budget: Budget, task: str = "office_package.read"):
    """Return the result of `task`. Raises ValidationError unless `file` is harmless and of `kind`, as in `MAIN`."""
    start = head(file)
    if start.startswith(OLD_OFFICE):
        text = _(
            "This file has a password or is in a format from before 2007. Save it again without a password, "
            "as %(kind)s."
        )
        raise ValidationError(text % {"kind": kind.upper()}, code="protected")
    if not start.startswith(b"PK\x03\x04"):
        raise refusal(start, kind)
    return process.check(task, file, budget, OFFICE_REFUSALS | {"other": OTHER % {"claimed": KINDS[kind]}}, kind)


CHECKS = {"pdf": check_pdf, "csv": check_text, "txt": check_text} | dict.fromkeys(MAIN, check_office)


def check_document(file, budget: Budget | None = None) -> None:
    """Raise ValidationError if `file` is not of the type its name says, or is harmful.

    Other extensions pass here, because `WAGTAILDOCS_EXTENSIONS` rejects them.
    """
    kind = ending(file.name)
    if check := CHECKS.get(kind):
        check(file, kind, budget or Budget())


def check_size(file, most: int) -> None:
    """Raise ValidationError if `file` has more than `most` bytes."""
    if file.size > most:
        sizes = {"size": filesizeformat(file.size), "most": filesizeformat(most)}
        raise ValidationError(_("This file is too big (%(size)s). The limit is %(most)s.") % sizes, code="too_big")


def check_table(file) -> None:
    """Raise ValidationError if `file`, which will be read into memory at once, is too large or harmful."""
    check_size(file, REDIRECTS.size)
    kind, budget = ending(file.name), Budget(unpacked=REDIRECTS.unpacked)
    if kind == "xlsx":
        rows = check_office(file, kind, budget, "workbook.read_cells")
    else:
        check_document(file, budget)
        rows = _lines(file, kind)
    for _row in REDIRECTS.check(rows):
        pass
    file.seek(0)


def _lines(file, kind: str) -> Iterator[list]:
    """Yield the rows of a text. Wagtail says which bytes are not UTF-8, and that it knows no other types."""
    text = io.StringIO(file.read().decode(errors="replace"), newline="")
    try:
        yield from csv.reader(text, delimiter="\t" if kind == "tsv" else ",")
    except csv.Error:
        raise ValidationError(_("This table cannot be read. Check for a missing closing quotation mark.")) from None
