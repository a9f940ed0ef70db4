"""Families find the network's schools by its names, places, levels, and grades, in both of its languages."""

import pytest

from schools.models import SchoolIndexPage
from schools.profiles.addresses import COMPARE
from tests.cases import named_cases
from tests.network.conftest import checked
from tests.schools.finder.questions import ask, slugs

pytestmark = pytest.mark.django_db


def test_the_right_schools_come_first():
    wrong = []
    for row in named_cases(__file__, "asked.csv"):
        question = {name: row[name] for name in ("q", "near", "grade", "level") if row[name]}
        results = ask(row["language"], **question)
        first, count, problem = row["first"].split(), int(row["count"]), results.place_problem
        found = [slugs(results, len(first)), len(results.hits), str(problem.problem) if problem else ""]
        if found != [first, count, row["problem"]]:
            wrong.append((question, found))
    assert wrong == []


def test_schools_beside_each_other_have_rows_with_words_only(client, language):
    listed = SchoolIndexPage.objects.get(locale__language_code=language).url
    names = ("bobcat-high-school", "jackalope-k8-school", "tortoise-high-school")
    page = checked(client.get(f"{listed}{COMPARE}", {"school": names}))
    assert [name.find(string=True).strip() for name in page.select(".compare__table thead a")]
    rows = page.select(".compare__table tbody tr")
    assert rows
    for row in rows:
        assert any(cell.get_text(strip=True) for cell in row.select("td")), row
