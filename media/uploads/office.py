"""Check DOCX, XLSX and PPTX packages: their type, and that they neither run code nor load anything."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from media.uploads.file_types import KINDS, OLD_OFFICE, head, refusal

from . import process
from .budget import Budget

REFUSALS = {  # by the result of `office_package`
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


def check(file, kind: str, budget: Budget, task: str = "office_package"):
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
    return process.check(task, file, budget, REFUSALS | {"other": OTHER % {"claimed": KINDS[kind]}}, kind)
