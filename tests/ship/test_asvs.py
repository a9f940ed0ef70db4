"""The ASVS 5.0 table covers every requirement of levels 1 and 2, and everything it refers to exists."""

import hashlib
import re

from tests.ground.programs import ROOT

# SHA-256 of the numbers of all 253 requirements of levels 1 and 2 of v5.0.0, in order, with a space between.
STANDARD = "e59a5850847c4015bd89bbb5ff172866ff428081f475d54245058f8b6162a018"
TEXT = (ROOT / "docs" / "evidence" / "asvs.md").read_text(encoding="utf-8")
ROWS = [  # the cells of each: number, level, state, summary, how, test
    [cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if re.match(r"\| \d", line)
]
NUMBERS = [number for row in ROWS for number in row[0].split(", ")]
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", TEXT)))


def test_every_requirement_is_there_once_and_in_order():
    assert len(NUMBERS) == len(set(NUMBERS)) == 253
    assert hashlib.sha256(" ".join(NUMBERS).encode()).hexdigest() == STANDARD


def test_every_row_says_how_or_why_not():
    for number, level, state, short, how, test in ROWS:
        assert set(level.split(", ")) <= {"1", "2"}, number
        assert state in ("yes", "partly", "no", "–"), number
        assert all((short, how, test)), number
        assert test == "–" or state != "–", number


def test_the_sums_are_right():
    states = [row[2] for row in ROWS for _number in row[0].split(", ")]
    said = dict(re.findall(r"^\| (yes|partly|no|–) \| (\d+) \|$", TEXT, re.MULTILINE))
    assert said == {state: str(states.count(state)) for state in said}
    assert sum(map(int, said.values())) == len(NUMBERS)


def test_every_test_file_and_setting_that_is_named_exists():
    for name in NAMED:
        file, _colons, function = name.partition("::")
        assert (ROOT / file).is_file(), name
        if function:
            assert re.search(rf"^def {function}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), name
    files = re.findall(r"`((?:alliance_site|content|deploy|docs|media|pages|schools)/[^`*]*)`", TEXT)
    names = re.findall(r"`([A-Z][A-Z_]+_[A-Z_]+)`", TEXT)
    assert files
    assert names
    for name in files:
        assert (ROOT / name).exists(), name
    settings = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "alliance_site" / "settings").glob("*.py"))
    for name in names:
        assert name in settings, name
