"""Parse the text of cells: dates, numbers, codes, and phone numbers, as people and spreadsheets write them."""

import contextlib
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from pages.texts.fields import phone_number
from schools.register.grades import grade_of
from schools.states import current
from toolkit import csv_cells
from toolkit.workbooks import printable

from .sheets import Formula

UNKNOWN = {"no data", "null", "n/a", "information not available", "not available"}  # in the state's files
SHORTENED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)  # how spreadsheets display long numbers
EXTENSION = re.compile(r"(?:ext(?:ension)?\.?|x|#)\s*+(\d{1,6})\s*$", re.IGNORECASE)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 0?0:00(?::00)?| 12:00(?::00)? AM)?")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
SIX = Decimal("0.000001")


def clean(text: str) -> str:
    """Collapse white space and remove characters that a cell cannot hold."""
    return " ".join(printable(text).split())


def alike(expected: str, cell: str, encoding: str = "") -> bool:
    """Whether `cell` is what an export writes for `expected`, even if a spreadsheet saved it in another `encoding`."""
    expected = clean(expected)
    if expected in (clean(cell), clean(csv_cells.read(cell))):
        return True
    if encoding != "cp1252":
        return False
    lossy = expected.encode("cp1252", "replace").decode("cp1252")
    return lossy in (clean(cell), clean(csv_cells.read(cell)))


def known_text(cell: str) -> str:
    """Return the text of a cell in a state file, empty if the state marks it as unknown."""
    text = clean(cell)
    return "" if text.casefold() in UNKNOWN else text


def refuse_formula(cell: str) -> None:
    """Raise ValueError for a formula, because its result is not in the file."""
    if isinstance(cell, Formula) or cell.lstrip()[:1] in ("=", "＝"):
        raise ValueError(_("This is a formula. Paste it as “values only”."))


def day(text: str) -> date:
    """Parse 2019-06-30 or 06/30/2019. Raises ValueError."""
    with contextlib.suppress(ValueError):
        if match := ISO.fullmatch(text):
            return date(*map(int, match.groups()))
        if match := AMERICAN.fullmatch(text):
            month, number, year = map(int, match.groups())
            return date(year, month, number)
    raise ValueError(_("“%(text)s” is not a valid date. Use 2019-06-30 or 06/30/2019.") % {"text": text[:40]})


def whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}(\.0+)?", text):
        raise ValueError(_("“%(text)s” is not a whole number. Use digits only.") % {"text": text[:40]})
    return int(text.partition(".")[0])


def grade(text: str) -> int:
    try:
        return grade_of(text)
    except ValueError:
        return whole(text)


def degrees(text: str) -> Decimal:
    try:
        number = Decimal(text)
        if not -180 <= number <= 180:
            raise InvalidOperation
        return number.quantize(SIX)
    except InvalidOperation as error:
        raise ValueError(
            _("“%(text)s” is not a valid number of degrees. Use a number such as 34.036313.") % {"text": text[:40]}
        ) from error


def phone(text: str) -> tuple[str, str]:
    """Return the number as (213) 555-0100, and its extension or "". Raises ValueError."""
    match = EXTENSION.search(text)
    extension = match[1] if match else ""
    try:
        return phone_number(text[: match.start()] if match else text), extension
    except ValueError:
        message = _("“%(text)s” is not a valid phone number. Use ten digits.")
        raise ValueError(message % {"text": text[:40]}) from None


def extension(text: str) -> str:
    return re.sub(r"\D", "", text)


def zip_code(text: str) -> str:
    digits = re.sub(r"[-\s]", "", text)
    if not re.fullmatch(r"\d{5}(\d{4})?", digits):
        raise ValueError(_("“%(text)s” is not a valid ZIP code. Use five or nine digits.") % {"text": text[:40]})
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 else digits


def website(text: str) -> str:
    """Add a scheme if there is none: the state often leaves it out."""
    return text if re.match(r"https?://", text, re.IGNORECASE) else f"http://{text}"


def same_website(first: str, second: str) -> bool:
    """Whether both addresses are the same, ignoring the scheme and a slash at the end."""
    both = [urlsplit(website(address) if address else "") for address in (first, second)]
    one, other = [(parts.netloc.lower(), parts.path.rstrip("/"), parts.query) for parts in both]
    return one == other


def grades(text: str) -> tuple[int, int]:
    """Return the lowest and highest grade of “6-8” or “9”, or of a date such as June 8, which spreadsheets make of 6-8.

    Raises ValueError.
    """
    if match := re.fullmatch(r"(TK|K|\d{1,2})(?:\s*[-–]\s*(TK|K|\d{1,2}))?", text, re.IGNORECASE):
        return grade(match[1]), grade(match[2] or match[1])
    if match := re.fullmatch(r"(\d{1,2})-([A-Z][a-z]{2})", text):
        with contextlib.suppress(ValueError):
            return MONTHS.index(match[2]) + 1, int(match[1])
    if match := ISO.fullmatch(text):
        return int(match[2]), int(match[3])
    raise ValueError(_("“%(text)s” is not a valid grade span. Use 6-8 or 9.") % {"text": text[:40]})


def restore_zero(text: str) -> str:
    """Return the state's code with its leading zero restored, or "" if `text` does not lack exactly one digit."""
    return f"0{text}" if re.fullmatch(r"\d+", text) and len(text) == current().code_digits - 1 else ""


def code(text: str) -> str:
    """Return the digits of the state's code for a school, without spaces and hyphens. Raises ValueError."""
    digits, length = re.sub(r"[\s-]", "", text), current().code_digits
    if re.fullmatch(rf"\d{{{length}}}", digits):
        return digits
    if SHORTENED.fullmatch(text):
        raise ValueError(
            _("A spreadsheet shortened the code to “%(text)s”. Its last digits are lost.") % {"text": text}
        )
    message = _("“%(text)s” is not a valid state code. Use %(length)d digits.")
    raise ValueError(message % {"text": text[:40], "length": length})


def may_be_shortened(shortened: str, whole_code: str) -> bool:
    """Whether a spreadsheet may have turned `whole_code` into `shortened`: 1.96473E+13, or without leading zeros."""
    if SHORTENED.fullmatch(shortened):
        decimals = len(shortened.upper().partition("E")[0].partition(".")[2])
        return f"{Decimal(whole_code):.{decimals}E}" == f"{Decimal(shortened):.{decimals}E}"
    return shortened.isdigit() and shortened == whole_code.lstrip("0")
