"""No regular expression that reads outside text takes more than a moment, even with repetitive input."""

import ast
import re
import signal
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from schools.exchange import values

APPS = ("alliance_site", "media", "pages", "schools", "toolkit")
METHODS = {"match", "search", "fullmatch", "sub", "findall", "finditer", "split"}
LONGEST = 30_000  # characters, three times the longest cell of an import
SECONDS = 1  # CPU time, so a busy machine causes no failure; a pattern that does not backtrack takes milliseconds


@contextmanager
def limited(seconds=SECONDS):
    """Raise TimeoutError after this many seconds of CPU time in the block; `re` checks for signals."""

    def stop(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def calls():
    """Each use of a pattern in the project: location, pattern, and method."""
    root = Path(settings.BASE_DIR)
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            if "migrations" in path.parts or not re.search(r"^import re$|Pattern|[A-Z]\.(?:match|sub)", source, re.M):
                continue
            name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            yield from calls_of(name, ast.parse(source))


def calls_of(name, tree):
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS):
            continue
        if not isinstance(node.func.value, ast.Name):
            continue
        owner, pattern = node.func.value.id, None
        if owner == "re" and isinstance(node.args[0], ast.Constant):
            pattern = re.compile(node.args[0].value)
        elif owner != "re":
            pattern = getattr(import_module(name), owner, None)
        if isinstance(pattern, re.Pattern):
            yield pytest.param(pattern, node.func.attr, id=f"{name}:{owner}.{node.func.attr}:{node.lineno}")


CALLS = list({(one.values[0], one.values[1]): one for one in calls()}.values())  # each pattern and method once


def use(pattern, method, text):
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "replace")
    arguments = ("" if isinstance(text, str) else b"", text) if method == "sub" else (text,)
    found = getattr(pattern, method)(*arguments)
    if method == "finditer":
        list(found)


def pieces_for(pattern):
    """A strategy for pieces of hostile text: the literals of the pattern and members of common classes."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words = re.findall(r"[^\\()\[\]|?*+{}^$.:]+", source)
    return st.sampled_from(sorted({*words, *" \t\n-'a1_.,;:/#xE+?=@<>()\"", "<!---->", "<!--", "-->", "é"}))


@pytest.mark.parametrize(("pattern", "method"), CALLS)
def test_no_pattern_backtracks_whatever_repeats(pattern, method):
    piece = pieces_for(pattern)

    @examples(max_examples=40, deadline=None, database=None)
    @given(st.lists(piece, max_size=2), st.lists(piece, min_size=1, max_size=3), st.lists(piece, max_size=2))
    def check(before, repeated, after):
        repeated = "".join(repeated)
        text = "".join(before) + repeated * (LONGEST // len(repeated)) + "".join(after) + "!"
        with limited():
            use(pattern, method, text)

    check()


def test_the_patterns_of_uploads_are_among_them():
    names = {param.id.rsplit(":", 1)[0] for param in calls()}
    assert {
        "media.uploads.file_types:DECLARATION.match",
        "media.uploads.file_types:MARKUP.match",
        "media.uploads.checks:CONTROL.search",
        "schools.exchange.values:EXTENSION.search",
        "schools.finder.folding:COMPOUND.findall",
        "schools.finder.places:COORDINATES.match",
    } <= names


def test_a_phone_number_with_much_after_it_is_read_at_once():
    with limited():
        assert values.phone("(213) 555-0100" + " , " * 3_000 + "!") == ("(213) 555-0100", "")
    assert values.phone("213-555-0100 , ext. 12 ") == ("(213) 555-0100", "12")
