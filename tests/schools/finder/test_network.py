"""The finder knows what visitors may see. Changes of the register and of profiles count from the next question."""

from datetime import timedelta
from itertools import count

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from schools.finder import misses
from schools.models import Campus, FormerName, Program, School, SchoolIndexPage, SchoolPage, SchoolStateRecord
from tests.factories import SchoolFactory, home, profile
from tests.schools.finder.questions import ask, school_list, slugs

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return profile(SchoolFactory(name="Alliance Zanzibar High"))


def found(listed=None) -> list[str]:
    """Short names of all results of the list. All are counted."""
    results = ask(closed="on", listed=listed)
    assert sum(choice.count for choice in results.counts["level"]) == len(results.hits)
    assert sum(choice.count for choice in results.counts["area"]) == len(results.hits)
    return slugs(results)


def is_found(page, listed=None) -> bool:
    return page.school.slug in found(listed)


def test_each_part_of_the_register_is_found_at_once():
    school = School.objects.get(slug="stern")
    FormerName.objects.create(school=school, name="Alliance Zanzibar Academy")
    assert slugs(ask(q="zanzibar")) == ["stern"]
    School.objects.filter(slug="stern").update(name="Alliance Samarkand High")
    assert slugs(ask(q="samarkand")) == ["stern"]
    Campus.objects.filter(pk=school.campus_id).update(street="1 Tashkent Way")
    assert slugs(ask(q="tashkent")) == ["stern"]
    FormerName.objects.get(name="Alliance Zanzibar Academy").delete()
    assert slugs(ask(q="zanzibar")) == []
    record = SchoolStateRecord.objects.get(school=school).record
    record.charter_number = "9876"
    record.save()
    assert slugs(ask(q="9876")) == ["stern"]


def test_filters_follow_the_register(page):
    school = page.school
    School.objects.filter(pk=school.pk).update(level="middle", lowest_grade=6, highest_grade=8)
    Campus.objects.filter(pk=school.campus_id).update(area="Bukhara", latitude=None, longitude=None)
    assert slugs(ask(area="Bukhara", level="middle", grade="7")) == [school.slug]
    School.objects.filter(pk=school.pk).update(closed=timezone.localdate() - timedelta(days=1))
    assert slugs(ask(area="Bukhara")) == []


def test_a_deleted_school_leaves_no_word_behind():
    school = SchoolFactory(name="Alliance Zanzibar High")
    assert not [one for one in ask(q="zanzibar").understood if one.kind == "unknown"]
    school.delete()
    assert [one.typed for one in ask(q="zanzibar").understood if one.kind == "unknown"] == ["zanzibar"]


def test_publishing_and_unpublishing(page):
    assert is_found(page)
    page.unpublish()
    assert not is_found(page)
    page.refresh_from_db()
    page.save_revision().publish()
    assert is_found(page)
    Page.objects.filter(pk=page.pk).unpublish()  # as plain pages, like the schedule does
    assert not is_found(page)


def test_the_schedule_publishes(page):
    new = profile(SchoolFactory(), live=False)
    new.go_live_at = timezone.now() + timedelta(hours=1)
    revision = new.save_revision(approved_go_live_at=new.go_live_at)
    assert not is_found(new)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert is_found(new)


def test_a_profile_is_found_in_the_list_above_it(page):
    first = school_list()
    other = home().add_child(instance=SchoolIndexPage(title="Other schools", slug="other-schools"))
    assert found(other) == []
    page.move(other, pos="last-child")
    assert found(other) == [page.school.slug]
    assert not is_found(page, first)
    other.move(home(), pos="first-child")
    assert is_found(page, SchoolIndexPage.objects.get(pk=other.pk))


@pytest.mark.parametrize("which", ["profile", "list", "home"])
def test_nothing_private_is_found_or_counted(page, which):
    private = {"profile": page, "list": school_list(), "home": home()}[which]
    restriction = PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert len(found()) == (28 if which == "profile" else 0)
    assert not is_found(page)
    assert slugs(ask(q="zanzibar")) == []
    restriction.delete()
    assert is_found(page)


def test_a_profile_of_another_school(page):
    page.school = SchoolFactory(name="Alliance Samarkand High")
    page.save_revision().publish()
    assert slugs(ask(q="samarkand")) == [page.school.slug]
    assert slugs(ask(q="zanzibar")) == []


@pytest.mark.parametrize("is_alias", [False, True])
def test_each_language_has_its_own_profiles(page, is_alias):
    spanish = Locale.objects.get(language_code="es")
    translated = page.copy_for_translation(spanish, alias=is_alias)
    listed = SchoolIndexPage.objects.get(locale=spanish)
    assert is_found(page, listed) == is_alias
    if not is_alias:
        translated.save_revision().publish()
        assert is_found(page, listed)
    page.unpublish()
    assert is_found(page, listed) != is_alias
    assert not is_found(page)


def test_moving_the_list_changes_the_schools(page):
    before = School.objects.get(pk=page.school_id).changed
    school_list().move(home(), pos="first-child")
    assert School.objects.get(pk=page.school_id).changed > before


# Queries


def test_a_change_takes_the_same_few_queries_however_many_schools(client):
    Program.objects.create(name="Robotics")
    changes = count()

    def queries() -> int:
        SchoolPage.objects.filter(school__slug="stern").update(light="")
        Page.objects.filter(slug="stern").update(seo_title=str(next(changes)))
        with CaptureQueriesContext(connection) as captured:
            client.get("/schools/?q=technology+near+Watts")
        return len(captured)

    queries()  # what this process keeps for every version of the content
    few = queries()
    for _n in range(5):
        profile(SchoolFactory(name="Alliance Example Technology Academy"))
    assert queries() == few <= 22


QUESTIONS = ["q=luskinberg+high+school&near=Atlantis+Hights", "q=unifrom+trapeze", "q=figueroa+and+9th", "q=tennenbaum"]


@pytest.mark.parametrize("path", ["/schools/", "/schools/results.json"])
@pytest.mark.parametrize("question", ["", "near=90044&within=5", *QUESTIONS])
def test_a_question_that_was_asked_before_takes_hardly_a_query(client, monkeypatch, path, question):
    monkeypatch.setattr(misses, "SECONDS_BETWEEN", 3600.0)
    client.get(f"{path}?{question}")
    with CaptureQueriesContext(connection) as captured:
        client.get(f"{path}?{question}")
    assert len(captured) <= 2, [query["sql"] for query in captured]
