"""The roles guide matches the code."""

import pytest
from django.utils.translation import override

from alliance_site.guides import FOLDER
from alliance_site.staff.roles import ROLES

TASKS = {  # rows of the table that show one permission of each role
    "Publish announcements and emergencies": ("pages.announcement", "publish"),
    "Change the menu and footer": ("pages.menu", "publish"),
    "Write drafts of figures": ("pages.figure", "change"),
    "Publish figures": ("pages.figure", "publish"),
    "Write notices of a school": ("schools.schoolnotice", "change"),
    "Change contact details of a school": ("schools.school", "change"),
    "Import schools and state data": ("schools.school", "change"),
    "Open, rename, move, merge, or close a school": ("schools.school", "add"),
    "Post required documents": ("schools.posting", "change"),
    "Answer reported mistakes": ("schools.mistakereport", "change"),
}


def rows(language: str) -> list[list[str]]:
    """The cells of each row of the guide's tables."""
    page = (FOLDER / language / "roles.md").read_text(encoding="utf-8")
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_role_is_there_with_its_purpose(language):
    with override(language):
        purposes = [[f"**{role.name}**", str(role.purpose)] for role in ROLES]
    assert [row for row in rows(language) if row[0].startswith("**")] == purposes


@pytest.mark.parametrize("task", TASKS)
def test_each_role_may_do_what_the_guide_says(task):
    model, action = TASKS[task]
    cells = next(row for row in rows("en") if row[0] == task)[1:-1]
    assert cells == ["yes" if action in role.models.get(model, ()) else "no" for role in ROLES]


def test_publishing_pages_is_for_those_who_may_publish_there():
    answers = {"pages.HomePage": "yes", "schools.SchoolIndexPage": "profiles"}
    cells = next(row for row in rows("en") if row[0] == "Publish pages")[1:-1]
    assert cells == [answers[role.pages_below] if "publish" in role.pages else "no" for role in ROLES]


def test_both_languages_give_the_same_answers():
    answers = {"yes": "sí", "no": "no"}
    english, spanish = ([row[1:] for row in rows(language) if len(row) > 2][2:] for language in ("en", "es"))
    assert english
    for here, there in zip(english, spanish, strict=True):
        assert [answers.get(cell) for cell in here] == [cell if cell in answers.values() else None for cell in there]
