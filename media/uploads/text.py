"""Check CSV and plain text files: they must be text, not a web page or script."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from media.uploads.file_types import head, kind_of, refusal

from .budget import Budget

CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
PIECE = 2**16


def check(file, kind: str, budget: Budget) -> None:
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
