"""Parse a part of an Office document, and find fields, formulas, and actions that start or load something."""

import re
from collections.abc import Iterator
from xml.parsers import expat

from .budget import Budget, OverBudget, Refused
from .office_lists import ACTIONS, FIELDS, FUNCTIONS

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
LOADS = re.compile(rf"(?<![\w.])(?:_xl\w+\.)*+(?:{'|'.join(map(re.escape, FUNCTIONS))})\s*+\(|\|", re.IGNORECASE)


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
    scanner.finish()


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

    def finish(self) -> None:
        for instruction in self.fields:
            _field(instruction)

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
    if name == "action" and value and not value.removeprefix("ppaction://").startswith(ACTIONS):
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
    if instruction.strip() and not word.startswith("=") and word not in FIELDS:
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
