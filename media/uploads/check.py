"""Which check a file gets, by what its name claims."""

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from . import office, pdf, text
from .kinds import ending

LARGEST_TABLE = 5 * 2**20
CHECKS = {"pdf": lambda file, _kind: pdf.check(file), "csv": text.check, "txt": text.check}
CHECKS |= dict.fromkeys(office.MAIN, office.check)


def check_document(file) -> None:
    """Raises ValidationError if `file` is not what its name says, or would harm who opens it.

    What has another name is left to the list of endings (`WAGTAILDOCS_EXTENSIONS`), which knows no others.
    """
    kind = ending(file.name)
    if check := CHECKS.get(kind):
        check(file, kind)


def check_table(file) -> None:
    """Raises ValidationError if `file`, which is read into the site at once, is too large or no table."""
    if file.size > LARGEST_TABLE:
        said = {"size": filesizeformat(file.size), "most": filesizeformat(LARGEST_TABLE)}
        raise ValidationError(_("This file is too big (%(size)s). It may have %(most)s.") % said, code="too_big")
    check_document(file)
