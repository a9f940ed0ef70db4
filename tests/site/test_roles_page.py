"""docs/guides/en/roles.md says what the code does."""

from alliance_site.staff import roles, school_editors
from tests.ground.programs import ROOT

PAGE = (ROOT / "docs" / "guides" / "en" / "roles.md").read_text(encoding="utf-8")


def line(name, pages, below, library, models) -> str:
    """One role as the page has it."""
    records = "; ".join(f"{model}: {', '.join(actions)}" for model, actions in models.items()) or "none"
    return f"| {name} | {', '.join(pages)} | {below} | {', '.join(library)} | {records} |"


def lines() -> list[str]:
    found = [line(role.name, role.pages, role.pages_below, role.library, role.models) for role in roles.ROLES]
    below, library = "its school's profiles", [*school_editors.LIBRARY, "in its school's collection"]
    return [*found, line(f"{school_editors.PREFIX}…", school_editors.PAGES, below, library, {})]


def test_every_role_stands_there_as_it_is_and_no_other():
    table = PAGE.partition("## School editors")[0]
    assert [row for row in table.splitlines() if row.startswith("| ")][2:] == lines()
