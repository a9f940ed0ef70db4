"""What was sent, what came back, what was kept: lines that hostile tests leave, printed by `--table`."""

import pytest

LINE = "hostile"


@pytest.fixture
def told(record_property):
    """Keeps a line of the table of that name: `told("Uploads", sent, came_back, kept)`."""

    def keep(table: str, sent: str, came_back: str, kept: str = "nothing") -> None:
        record_property(LINE, (table, sent, came_back, kept))

    return keep


def pytest_addoption(parser):
    parser.addoption("--table", action="store_true", help="print what hostile tests sent, got and found kept")


def pytest_terminal_summary(terminalreporter, config):
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    lines = {
        line for report in reports if report.when == "call" for name, line in report.user_properties if name == LINE
    }
    for table, sent, came_back, kept in sorted(lines) if config.getoption("--table") else ():
        terminalreporter.write_line(" ".join(f"{table}: {sent} → {came_back}. Kept: {kept}".split()))
