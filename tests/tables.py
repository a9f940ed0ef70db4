"""What was sent, what came back, what was kept: lines that tests leave, printed as tables by `--table`.

`make hostile` runs the tests that leave some and prints them.
"""

import textwrap

import pytest

LINE = "hostile"
WIDTHS = (44, 62, 40)


@pytest.fixture
def told(record_property):
    """Keeps a line of the table of that name: `told("Uploads", sent, came_back, kept)`."""

    def keep(table: str, sent: str, came_back: str, kept: str = "nothing") -> None:
        record_property(LINE, (table, sent, came_back, kept))

    return keep


def pytest_addoption(parser):
    parser.addoption("--table", action="store_true", help="print what hostile tests sent, got and found kept")


def pytest_terminal_summary(terminalreporter, config):
    if not config.getoption("--table"):
        return
    tables: dict[str, list] = {}
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, line in report.user_properties if report.when == "call" else ():
            if name == LINE:
                tables.setdefault(line[0], []).append(line[1:])
    for name, lines in sorted(tables.items()):
        terminalreporter.section(name)
        for line in (("sent", "came back", "kept"), *sorted(lines)):
            for row in _wrapped(line):
                terminalreporter.write_line(row)


def _wrapped(line) -> list[str]:
    """One line of a table as lines of the terminal."""
    cells = [textwrap.wrap(" ".join(text.split()), width) or [""] for text, width in zip(line, WIDTHS, strict=True)]
    height = max(map(len, cells))
    padded = [cell + [""] * (height - len(cell)) for cell in cells]
    return [
        "  ".join(part.ljust(width) for part, width in zip(row, WIDTHS, strict=True)).rstrip()
        for row in zip(*padded, strict=True)
    ]
