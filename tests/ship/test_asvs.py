"""The ASVS 5.0 table covers every requirement of levels 1 and 2, and everything it refers to exists."""

import re

from tests.ground.programs import ROOT

PAGE = ROOT / "docs" / "evidence" / "asvs.md"
# The requirements of levels 1 and 2 of v5.0.0, by section.
STANDARD = {
    **{"1.1": "1 2", "1.2": "1 2 3 4 5 6 7 8 9", "1.3": "1 2 3 4 5 6 7 8 9 10 11", "1.4": "1 2 3", "1.5": "1 2"},
    **{"2.1": "1 2 3", "2.2": "1 2 3", "2.3": "1 2 3 4", "2.4": "1"},
    **{"3.2": "1 2", "3.3": "1 2 3 4", "3.4": "1 2 3 4 5 6", "3.5": "1 2 3 4 5", "3.7": "1 2"},
    **{"4.1": "1 2 3", "4.2": "1", "4.3": "1 2", "4.4": "1 2 3 4"},
    **{"5.1": "1", "5.2": "1 2 3", "5.3": "1 2", "5.4": "1 2 3"},
    **{"6.1": "1 2 3", "6.2": "1 2 3 4 5 6 7 8 9 10 11 12", "6.3": "1 2 3 4", "6.4": "1 2 3 4", "6.5": "1 2 3 4 5"},
    **{"6.6": "1 2 3", "6.8": "1 2 3 4"},
    **{"7.1": "1 2 3", "7.2": "1 2 3 4", "7.3": "1 2", "7.4": "1 2 3 4 5", "7.5": "1 2", "7.6": "1 2"},
    **{"8.1": "1 2", "8.2": "1 2 3", "8.3": "1", "8.4": "1"},
    **{"9.1": "1 2 3", "9.2": "1 2 3 4"},
    **{"10.1": "1 2", "10.2": "1 2", "10.3": "1 2 3 4", "10.4": "1 2 3 4 5 6 7 8 9 10 11", "10.5": "1 2 3 4 5"},
    **{"10.6": "1 2", "10.7": "1 2 3"},
    **{"11.1": "1 2", "11.2": "1 2 3", "11.3": "1 2 3", "11.4": "1 2 3 4", "11.5": "1", "11.6": "1"},
    **{"12.1": "1 2 3", "12.2": "1 2", "12.3": "1 2 3 4"},
    **{"13.1": "1", "13.2": "1 2 3 4 5", "13.3": "1 2", "13.4": "1 2 3 4 5"},
    **{"14.1": "1 2", "14.2": "1 2 3 4", "14.3": "1 2 3"},
    **{"15.1": "1 2 3", "15.2": "1 2 3", "15.3": "1 2 3 4 5 6 7"},
    **{"16.1": "1", "16.2": "1 2 3 4 5", "16.3": "1 2 3 4", "16.4": "1 2 3", "16.5": "1 2 3"},
    **{"17.1": "1", "17.2": "1 2 3 4", "17.3": "1 2"},
}
EXPECTED = [f"{section}.{number}" for section, numbers in STANDARD.items() for number in numbers.split()]


def rows() -> list[list[str]]:
    """The cells of each row: number, level, state, summary, how, test."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]


ROWS = rows()
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", PAGE.read_text(encoding="utf-8"))))


def test_every_requirement_is_there_once_and_in_order():
    assert len(EXPECTED) == 253
    assert [number for row in ROWS for number in row[0].split(", ")] == EXPECTED


def test_every_row_says_how_or_why_not():
    for number, level, state, short, how, test in ROWS:
        assert set(level.split(", ")) <= {"1", "2"}, number
        assert state in ("yes", "partly", "no", "–"), number
        assert all((short, how, test)), number
        assert test == "–" or state != "–", number


def test_the_sums_are_right():
    states = [row[2] for row in ROWS for _number in row[0].split(", ")]
    said = dict(re.findall(r"^\| (yes|partly|no|–) \| (\d+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert said == {state: str(states.count(state)) for state in said}
    assert sum(map(int, said.values())) == len(EXPECTED)


def test_every_test_that_is_named_exists():
    for name in NAMED:
        file, _colons, function = name.partition("::")
        assert (ROOT / file).is_file(), name
        if function:
            assert re.search(rf"^def {function}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), name


def test_every_file_and_setting_that_is_named_exists():
    text = PAGE.read_text(encoding="utf-8")
    files = re.findall(r"`((?:alliance_site|content|deploy|docs|media|pages|schools)/[^`*]*)`", text)
    names = re.findall(r"`([A-Z][A-Z_]+_[A-Z_]+)`", text)
    assert files
    assert names
    for name in files:
        assert (ROOT / name).exists(), name
    settings = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "alliance_site" / "settings").glob("*.py"))
    for name in names:
        assert name in settings, name
