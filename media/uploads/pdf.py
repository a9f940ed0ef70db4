"""Check PDF files: anyone can open them, and they run nothing, open nothing, and contain no other files."""

from django.utils.translation import gettext_lazy as _

from media.uploads.file_types import head, refusal

from . import process
from .budget import Budget

REFUSALS = {  # by the result of `pdf_harm`
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


def check(file, _kind: str, budget: Budget) -> None:
    """Raise ValidationError if `file` is not a harmless PDF, or OverBudget if checking it takes too long."""
    start = head(file)
    if not start.startswith(b"%PDF-"):
        raise refusal(start, "pdf")
    process.check("pdf_harm", file, budget, REFUSALS)
