"""Searches without results are counted for staff, without storing what was typed."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from schools.finder import misses
from schools.models import Program, SearchMiss, Synonym
from tests.schools.finder.questions import ask, criteria

pytestmark = pytest.mark.django_db


@pytest.fixture
def count(monkeypatch):
    """Count a question as the page does, any number of times."""
    monkeypatch.setattr(misses, "SECONDS_BETWEEN", 0)

    def counted(**question):
        misses.count_miss(criteria(**question), ask(**question))

    return counted


def test_a_search_without_a_result_is_counted_once_and_again(count):
    count(q="zanzibar", grade="9")
    count(q="samarkand", grade="9")
    (miss,) = SearchMiss.objects.all()
    assert (miss.day, miss.filters, miss.has_text, miss.count) == (timezone.localdate(), "grade", True, 2)


def test_nothing_that_was_typed_is_kept(count):
    Program.objects.create(name="Robotics")
    Synonym.objects.create(phrase="casa de maria", meaning="words", value="zanzibar")
    count(q="Maria Gonzalez zanzibar 90044 secundaria robotics casa de maria", near="San Pedro", within="1")
    count(q="Maria Gonzalez", near="34.031,-118.285", within="0.1")
    count(near="San Pedro", within="5", level="middle")
    stored = str(list(SearchMiss.objects.values())).lower()
    for typed in ("maria", "gonzalez", "zanzibar", "90044", "pedro", "34.0", "118.2", "casa"):
        assert typed not in stored
    assert SearchMiss.objects.filter(words__contains="secundaria", near="neighborhood").exists()
    assert SearchMiss.objects.filter(words__contains="robotics").exists()
    assert SearchMiss.objects.filter(near="point").exists()
    assert SearchMiss.objects.filter(filters="distance", level="middle", has_text=False).exists()


def test_counting_takes_three_statements(count, django_assert_num_queries):
    results = ask(q="zanzibar")
    with django_assert_num_queries(5):  # including the savepoint around them
        misses.count_miss(criteria(q="zanzibar"), results)


def test_a_search_with_results_or_without_a_question_is_not_counted(count):
    count(q="Stern")
    count()
    assert not SearchMiss.objects.exists()


def test_at_most_one_is_counted_in_a_second(monkeypatch):
    monkeypatch.setattr(misses, "_last", -1000.0)
    for q in ("zanzibar", "samarkand"):
        misses.count_miss(criteria(q=q), ask(q=q))
    assert SearchMiss.objects.get().count == 1


def test_a_day_has_only_so_many_shapes(count, monkeypatch):
    monkeypatch.setattr(misses, "MOST_SHAPES_A_DAY", 2)
    for grade in ("", "6", "7", "8"):
        count(q="zanzibar", grade=grade, closed="on" if grade == "8" else "")
        count(q=f"zanzibar {'secundaria' if grade else ''}", near="Atlantis")
    assert SearchMiss.objects.count() == 2


def test_a_database_that_refuses_spoils_no_search(count, monkeypatch, caplog):
    def refuse(shape):
        raise DatabaseError("read-only: zanzibar")

    monkeypatch.setattr(misses, "_count", refuse)
    count(q="zanzibar")
    assert "zanzibar" not in caplog.text
    assert connection.is_usable()


@pytest.mark.parametrize(("role", "status"), [("Listings manager", 200), ("Publisher", 200), ("Writer", 302)])
def test_staff_who_keep_listings_read_the_report(client, count, role, status):
    count(q="secundaria zanzibar", level="high")
    user = get_user_model().objects.create_user("someone", "someone@example.org", "a long password 42")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    response = client.get(reverse("search_misses"))
    assert response.status_code == status
    assert ("secundaria" in response.content.decode()) == (status == 200)
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert ("Searches without results" in menu) == (status == 200)
    if status == 200:
        export = client.get(reverse("search_misses"), {"export": "csv"})
        assert "secundaria" in b"".join(export.streaming_content).decode()


def test_visitors_do_not_read_the_report(client):
    assert client.get(reverse("search_misses")).status_code == 302
