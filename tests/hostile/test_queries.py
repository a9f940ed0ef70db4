"""Hostile queries to the finder and search."""

from urllib.parse import quote

import pytest

from schools.models import School

from .requests import SCRIPT, TABLE, assert_no_script

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]


QUESTIONS = [
    "' OR 1=1 --",
    "'; DROP TABLE schools_school; --",
    "1) UNION SELECT password FROM alliance_site_user --",
    "%' AND pg_sleep(9) --",
    "\x00",
    chr(0xD800),
    "%ff%fe",
    "((((((((" * 200,
    "a & | ! <-> b:*",
    "x" * 20_000,
    "word " * 4_000,
    "\u202e\u0000\ufeff",
    "{{ 7*7 }}${7*7}<%= 7*7 %>",
    SCRIPT,
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_are_words_and_nothing_else(client, told, question):
    text = question.encode("utf-8", "surrogatepass")
    before = School.objects.count()
    for path in ("/search/", "/es/buscar/", "/schools/", "/schools/results.json"):
        for name in ("q", "near", "page", "grade", "level", "area", "within"):
            response = client.get(f"{path}?{name}={quote(text)}")
            assert response.status_code in (200, 404), (path, name)
            assert_no_script(response)
            assert "49" not in response.headers.get("Location", "")
    assert School.objects.count() == before
    told(TABLE, f"a question: {question[:40]!r}", "a page of results, or none", "at most that words were not found")
