"""Read a DOCX, XLSX, or PPTX package in its own process (`process`). It may contain only what is in `office_lists`.

Parts are read one by one within a budget. ZIP bombs are rejected by their claimed size, before unpacking.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

from pypdf.errors import PyPdfError

from media.uploads import office_lists, pdf_contents
from media.uploads.file_types import HEAD, kind_of
from media.uploads.limits import Budget, OverBudget, Package, Refused

TYPES = "[Content_Types].xml"
MOST_RATIO, SMALL = 200, 2**20  # maximum compression ratio of parts that unpack to more than SMALL bytes
MOST_XML = 4 * 2**20  # bytes of a list of relationships or types
DEEPEST = 2  # nesting: a chart in a document contains a workbook
# Pictures that `kind_of` does not know, by how they begin.
DRAWINGS = (b"BM", b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00", b"II\xbc\x01")
GZIP = 31  # the name of the format for zlib
UNCLOSED = re.compile(rb"<br\s*>", re.IGNORECASE)  # Excel writes these in VML
RASTER = {"png", "jpeg", "gif", "tiff", "webp"}

PIECE = 2**16
LONGEST_TAG = 2 * 2**20  # bytes; Word keeps data of drawings in attributes
FORMULAS = {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula"}
READ = FORMULAS | {"instrText", "delInstrText"}
FRACTION = "/math f"  # the end of the name of an element that is not a formula of a workbook
VML = "urn:schemas-microsoft-com:vml"
W3C = "http://www.w3.org/"
# Texts, names of sheets, and references to columns, in which an apostrophe stands before a bracket of a name. They are
# found together, from the left, because each can contain how another begins.
HARMLESS = re.compile(
    r"""\"[^\"]*+\" | '[^']*+' | \[ (?: [^][']++ | '. | \[ (?: [^][']++ | '. )*+ \] )*+ \]""", re.DOTALL | re.VERBOSE
)
KEYWORD = re.compile(r"\s*+(?:=|[^\s\"\\]++[\s\"\\])")  # of a field, with what ends it
# Newer functions have a prefix, and a | is DDE.
LOADS = re.compile(
    rf"(?<![\w.])(?:_xl\w+\.)*+(?:{'|'.join(map(re.escape, office_lists.FUNCTIONS))})\s*+\(|\|", re.IGNORECASE
)


def elements(content, budget: Budget) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name and the attributes of each element. Raises Refused for declarations."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser(lambda name, attributes: found.append((_local(name), attributes)))
    for _piece in _feed(parser, content, budget):
        yield from found
        found.clear()


def scan(content, budget: Budget) -> None:
    """Raise Refused if a field, formula, or action is not allowed."""
    scanner = _Scanner()
    for _piece in _feed(scanner.parser, content, budget):
        pass
    for instruction in scanner.fields:  # that never end
        _field(instruction)


def _parser(start):
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, _refuse_declarations
    return parser


def _refuse_declarations(name, address, _public_name, has_entities):
    """Raise Refused, except for the usual declaration of a drawing, which nothing loads."""
    if name != "svg" or has_entities or not (address or W3C).startswith(W3C):
        raise Refused("declares")


def _feed(parser, content, budget: Budget) -> Iterator[None]:
    """Parse `content` piece by piece. A tag that is longer than `LONGEST_TAG` would be read again for each piece."""
    size = 0
    while piece := content.read(PIECE):
        budget.spend()
        parser.Parse(piece)
        size += len(piece)
        if size - parser.CurrentByteIndex > LONGEST_TAG:
            raise OverBudget
        yield
    parser.Parse(b"", True)
    yield


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class _Scanner:
    def __init__(self):
        self.parser = _parser(self.start)
        self.fields: list[str] = []  # the instructions of the fields that are open, outermost first
        self.texts: list[str] = []  # of the elements that are read and open, outermost first

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local in READ and not name.endswith(FRACTION):
            self.texts.append("")
            self.parser.CharacterDataHandler, self.parser.EndElementHandler = self.text, self.end
        elif local == "fldChar":
            for key, value in attributes.items():
                if _local(key) == "fldCharType":
                    self._mark(value)
        elif local == "FmlaMacro":
            raise Refused("macros")
        elif check := WATCHED.get(local) or WATCHED.get(name):
            for key, value in attributes.items():
                check(_local(key), value)

    def text(self, text: str) -> None:
        self.texts[-1] += text

    def end(self, name: str) -> None:
        if _local(name) not in READ or name.endswith(FRACTION):  # inside
            return
        text = self.texts.pop()
        if self.texts:
            self.texts[-1] += text
        else:
            self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
        if _local(name) in FORMULAS:
            _formula(text)
        elif self.fields:
            self.fields[-1] += text
        else:
            _field(text)

    def _mark(self, kind: str) -> None:
        """Begin a field, or check it when its instruction has ended."""
        if kind == "begin":
            if self.fields and not KEYWORD.match(self.fields[-1]):  # it would say what kind of field it is in
                raise Refused("fields")
            self.fields.append("")
        elif self.fields:
            _field(self.fields[-1])
            self.fields[-1] += " "  # the keyword has ended
            if kind == "end":
                self.fields.pop()


def _simple_field(name: str, value: str) -> None:
    if name == "instr":
        _field(value)


def _action(name: str, value: str) -> None:
    if name == "action" and value and not value.removeprefix("ppaction://").startswith(office_lists.ACTIONS):
        raise Refused("fields")


def _source(name: str, value: str) -> None:
    if name in ("src", "href", "althref") and value:
        raise Refused("loads")


def _control(name: str, value: str) -> None:
    if name in ("macro", "fmlaMacro") and value:
        raise Refused("macros")
    if name.startswith("fmla"):
        _formula(value)


def _field(instruction: str) -> None:
    word = re.match(r"\s*+([^\s\"\\]*+)", instruction)[1].upper()
    if instruction.strip() and not word.startswith("=") and word not in office_lists.FIELDS:
        raise Refused("fields")


def _formula(text: str) -> None:
    code = HARMLESS.sub("", text)
    if LOADS.search(code) or "[" in code:  # an open bracket would hide what follows
        raise Refused("fields")


WATCHED = {  # elements whose attributes are checked; drawings in VML can name a picture by its address
    "fldSimple": _simple_field,
    **dict.fromkeys(("hlinkClick", "hlinkHover", "hlinkMouseOver"), _action),
    **dict.fromkeys(("controlPr", "formControlPr"), _control),
    **{f"{VML} {name}": _source for name in ("imagedata", "fill", "stroke", "image", "background")},
}


def read(file, budget: Budget, kind: str, depth: int = 1) -> None:
    """Raise Refused with a key of `checks.OFFICE_REFUSALS` or “other”, or OverBudget."""
    with Package(file, budget) as package:
        parts = [part for part in package.infolist() if not part.is_dir()]
        if any(part.file_size > max(SMALL, MOST_RATIO * part.compress_size) for part in parts):
            raise Refused("bomb")
        types = _types(package)
        for part in parts:
            _part(package, part, depth)
    if office_lists.MAIN[kind] not in types:
        raise Refused("other")


def _types(package) -> set[str]:
    """Return the content types of the parts."""
    with package.open(TYPES) as part:
        types = {attributes.get("ContentType", "") for _name, attributes in elements(_list(part), package.budget)}
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in types):
        raise Refused("macros")
    return types


def _list(part) -> BytesIO:
    content = part.read(MOST_XML + 1)
    if len(content) > MOST_XML:
        raise Refused("bomb")
    return BytesIO(content)


def _part(package, part, depth: int) -> None:
    name = part.filename.lower()
    ending = name.rpartition(".")[2]  # or the whole name
    if "vbaproject" in name or ending in ("docm", "xlsm", "pptm", "dotm", "xlam", "xltm"):
        raise Refused("macros")
    if name.startswith("/") or ".." in name.split("/") or "\\" in name:
        raise Refused("broken")
    if ending in office_lists.MAIN and depth < DEEPEST:
        read(BytesIO(package.read(part)), package.budget, ending, depth + 1)
        return
    if ending == "vml":
        scan(BytesIO(UNCLOSED.sub(b"<br/>", package.read(part))), package.budget)
        return
    if ending == "pdf" and "/media/" in name:
        _pdf_picture(package, part)
        return
    with package.open(part) as content:
        if ending == "rels":
            _relationships(_list(content), package.budget)
        elif ending in office_lists.XML:
            scan(content, package.budget)
        elif not _is_plain(name, ending, content.read(HEAD)):
            raise Refused("objects")


def _pdf_picture(package, part) -> None:
    """Raise Refused unless the PDF, as which Office for Mac keeps a picture, is harmless."""
    try:
        pdf_contents.find_harm(BytesIO(package.read(part)), package.budget)
    except (Refused, PyPdfError):
        raise Refused("objects") from None


def _is_plain(name: str, ending: str, start: bytes) -> bool:
    """Whether a part that is not XML is data of a kind that is not opened on its own."""
    if ending in office_lists.PACKED:
        start = zlib.decompressobj(GZIP).decompress(start, HEAD)
    if ending in office_lists.PICTURES:
        return kind_of(start) in RASTER or start.startswith(DRAWINGS)
    is_printer = office_lists.PRINTER in name and ending == "bin"
    is_known = is_printer or ending in office_lists.PLAIN or name in office_lists.GOOGLE
    return is_known and kind_of(start) in ("", "txt")


def _relationships(content, budget: Budget) -> None:
    """Raise Refused for a kind of relationship that is not listed, or one to another file. Hyperlinks may lead out."""
    for name, attributes in elements(content, budget):
        if name != "Relationship":
            continue
        kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
        leads_out = attributes.get("TargetMode") == "External" or "://" in target or target.startswith("\\")
        if leads_out and kind != "hyperlink":
            raise Refused("loads")
        if kind not in office_lists.RELATIONSHIPS:
            raise Refused(office_lists.REASONS.get(kind, "objects"))
