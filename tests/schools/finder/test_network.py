"""The finder knows what visitors may see, offline too, and counts searches without results for staff."""

import gzip
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from alliance_site.views import WORKER_FILES
from schools.finder import misses
from schools.models import Campus, FormerName, Program, School, SchoolIndexPage, SchoolPage, SearchMiss, Synonym
from tests.cases import cases
from tests.factories import SchoolFactory, home, profile
from tests.schools.finder.questions import ask, criteria, school_list, slugs
from tests.schools.people import person
from toolkit.published_copy.contents import addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return profile(SchoolFactory(name="Alliance Zanzibar High"))


def found(listed=None) -> list[str]:
    """Short names of all results of the list. All are counted."""
    results = ask(closed="on", listed=listed)
    for name in ("level", "area"):
        assert sum(choice.count for choice in results.counts[name]) == len(results.hits)
    return slugs(results)


def is_found(page, listed=None) -> bool:
    return page.school.slug in found(listed)


def test_search_and_filters_follow_each_part_of_the_register_at_once():
    school = School.objects.get(slug="stern")
    FormerName.objects.create(school=school, name="Alliance Zanzibar Academy")
    assert slugs(ask(q="zanzibar")) == ["stern"]
    School.objects.filter(slug="stern").update(name="Alliance Samarkand High")
    assert slugs(ask(q="samarkand")) == ["stern"]
    Campus.objects.filter(pk=school.campus_id).update(street="1 Tashkent Way")
    assert slugs(ask(q="tashkent")) == ["stern"]
    FormerName.objects.get(name="Alliance Zanzibar Academy").delete()
    assert slugs(ask(q="zanzibar")) == []
    record = school.record_links.get().record
    record.charter_number = "9876"
    record.save()
    assert slugs(ask(q="9876")) == ["stern"]
    School.objects.filter(pk=school.pk).update(level="middle", lowest_grade=6, highest_grade=8)
    Campus.objects.filter(pk=school.campus_id).update(area="Bukhara", latitude=None, longitude=None)
    assert slugs(ask(area="Bukhara", level="middle", grade="7")) == ["stern"]
    School.objects.filter(pk=school.pk).update(closed=timezone.localdate() - timedelta(days=1))
    assert slugs(ask(area="Bukhara")) == []


def test_a_deleted_school_leaves_no_word_behind():
    school = SchoolFactory(name="Alliance Zanzibar High")
    assert not [one for one in ask(q="zanzibar").understood if one.kind == "unknown"]
    school.delete()
    assert [one.typed for one in ask(q="zanzibar").understood if one.kind == "unknown"] == ["zanzibar"]


def test_a_profile_is_found_while_it_is_published_by_hand_or_by_the_schedule(page):
    assert is_found(page)
    Page.objects.filter(pk=page.pk).unpublish()  # as plain pages, like the schedule does
    assert not is_found(page)
    page.refresh_from_db()
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision(approved_go_live_at=page.go_live_at)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert is_found(page)
    page = SchoolPage.objects.get(pk=page.pk)
    page.school = SchoolFactory(name="Alliance Samarkand High")
    page.save_revision().publish()
    assert slugs(ask(q="samarkand")) == [page.school.slug]
    assert slugs(ask(q="zanzibar")) == []


def test_a_profile_is_found_in_the_list_above_it_and_changes_when_that_moves(page):
    first = school_list()
    other = home().add_child(instance=SchoolIndexPage(title="Other schools", slug="other-schools"))
    assert found(other) == []
    page.move(other, pos="last-child")
    assert found(other) == [page.school.slug]
    assert not is_found(page, first)
    before = School.objects.get(pk=page.school_id).changed
    other.move(home(), pos="first-child")
    assert is_found(page, SchoolIndexPage.objects.get(pk=other.pk))
    assert School.objects.get(pk=page.school_id).changed > before


def test_nothing_private_is_found_or_counted(page):
    for private, left in ((page, 28), (school_list(), 0), (home(), 0)):
        restriction = private.view_restrictions.create(restriction_type="login")
        assert len(found()) == left
        assert not is_found(page)
        assert slugs(ask(q="zanzibar")) == []
        restriction.delete()
        assert is_found(page)


@pytest.mark.parametrize("is_alias", [False, True])
def test_each_language_has_its_own_profiles(page, is_alias):
    listed = school_list("es")
    translated = page.copy_for_translation(listed.locale, alias=is_alias)
    assert is_found(page, listed) == is_alias
    if not is_alias:
        translated.save_revision().publish()
        assert is_found(page, listed)
    page.unpublish()
    assert is_found(page, listed) != is_alias
    assert not is_found(page)


def test_a_question_that_was_asked_before_takes_hardly_a_query(client, monkeypatch):
    monkeypatch.setattr(misses, "SECONDS_BETWEEN", 3600.0)
    for question in (
        *("/schools/?", "/schools/?near=90044&within=5", "/schools/results.json?near=90044&within=5"),
        *("/schools/?q=luskinberg+high+school&near=Atlantis+Hights", "/schools/?q=unifrom+trapeze"),
        *("/schools/?q=figueroa+and+9th", "/schools/?q=tennenbaum", "/schools/results.json?q=tennenbaum"),
    ):
        client.get(question)
        with CaptureQueriesContext(connection) as captured:
            client.get(question)
        assert len(captured) <= 2, [question, *(query["sql"] for query in captured)]


FILE = "/schools/finder.json"


def test_it_has_what_a_family_needs_places_of_the_county_but_not_of_the_state_and_no_closed_school(client):
    data = client.get(FILE).json()
    assert data["zips"].keys() >= {"90044", "91331", "90731", "93535", "91702"}
    assert not data["zips"].keys() & {"94110", "95814", "92101"}
    assert {name for name, *_rest in data["places"]} >= {"Watts", "Boyle Heights", "Huntington Park"}
    assert data["words"]["prepa"] == ["level", "high"]
    replies = BeautifulSoup(data["answer"], "html.parser").select(".reply")
    asking = {phrase: reply for reply, phrases in zip(replies, data["urgent"], strict=True) for phrase in phrases}
    texts = ("suicide", "988", "en"), ("suicidio", "988", "es"), ("deported", "phone", "en"), ("runaway", "911", "en")
    assert all(said in asking[text].get_text() and asking[text]["lang"] == language for text, said, language in texts)
    listed = {school["url"]: school for school in data["schools"]}
    assert len(listed) == School.objects.open_today().count()
    ours, texts = listed["/schools/gertz-ressler/"], dict(cases(__file__, "in_file.csv"))
    assert ours == ours | texts | {"grades": [9, 12]}
    assert ours.keys() == {*texts, "grades", "at", "short", "also"}
    assert "(both schools at this campus)" in listed["/schools/merkin/"]["short"]
    assert "Alliance College-Ready Academy #1" in listed["/schools/gertz-ressler/"]["also"]


def test_a_changed_or_closed_school_and_one_without_a_point_or_phone(client):
    School.objects.filter(slug="merkin").update(phone="")
    School.objects.filter(slug="burton-tech").update(phone="(213) 555-0100", phone_extension="12")
    Campus.objects.filter(schools__slug="merkin").update(latitude=None, longitude=None)
    School.objects.filter(slug="gertz-ressler").update(closed=timezone.localdate() - timezone.timedelta(days=1))
    listed = {school["url"]: school for school in client.get(FILE).json()["schools"]}
    assert (listed["/schools/merkin/"]["phone"], listed["/schools/merkin/"]["at"]) == ("", None)
    assert listed["/schools/burton-tech/"]["phone"] == "(213) 555-0100, ext. 12"
    assert "/schools/gertz-ressler/" not in listed
    School.objects.update(closed=timezone.localdate() - timezone.timedelta(days=1))
    empty = client.get(FILE).json()
    assert (empty["schools"], empty["zips"]) == ([], {})


def test_a_private_or_missing_list_has_neither_this_file_nor_results(client):
    assert client.post("/schools/results.json").status_code == 405
    missing = ("/about/finder.json", "/es/schools/finder.json", "/stories/results.json", "/es/schools/results.json")
    school_list().view_restrictions.create(restriction_type="login")
    for address in missing:
        assert client.get(address).status_code == 404, address
    assert client.get(FILE).url == f"/accounts/login/?next={FILE}"


def test_file_and_scripts_are_light_published_and_the_same_for_everyone(client):
    response = client.get(FILE)
    assert len(gzip.compress(response.content)) <= 26_000
    assert "public" in response["Cache-Control"]
    published = {address.path for address in addresses(Site.objects.get())}
    assert published >= {FILE, "/sw.js", "/schools/phones/"}
    scripts = [Path(finders.find(name)).read_bytes() for name in WORKER_FILES if name.endswith(".js")]
    assert sum(len(gzip.compress(script)) for script in scripts) <= 15_000
    assert len(gzip.compress(client.get("/sw.js").content)) <= 4_000


def test_the_service_worker_names_its_release_and_changes_with_what_it_keeps(client):
    before = client.get("/sw.js")
    assert before["Content-Type"] == "text/javascript; charset=utf-8"
    assert "public" in before["Cache-Control"]
    page = Page.objects.get(slug="schools")
    page.slug = "our-schools"
    page.save()
    after = client.get("/sw.js").content.decode()
    assert '"/our-schools/finder.json"' in after
    assert after.splitlines()[0] != before.content.decode().splitlines()[0]


@pytest.fixture
def count(monkeypatch):
    """Count a question as the page does, any number of times."""
    monkeypatch.setattr(misses, "SECONDS_BETWEEN", 0)

    def counted(**question):
        misses.count_miss(criteria(**question), ask(**question))

    return counted


def test_searches_without_a_result_are_counted_and_no_others(count):
    count(q="Stern")
    count()
    assert not SearchMiss.objects.exists()
    count(q="zanzibar", grade="9")
    count(q="samarkand", grade="9")
    (miss,) = SearchMiss.objects.all()
    assert (miss.day, miss.filters, miss.has_text, miss.count) == (timezone.localdate(), "grade", True, 2)


def test_nothing_that_was_typed_is_kept(count):
    Program.objects.create(name="Robotics")
    Synonym.objects.create(phrase="casa de maria", meaning="words", value="zanzibar")
    count(q="Maria Gonzalez zanzibar 90044 secundaria robotics casa de maria", near="San Pedro", within="1")
    count(q="Maria Gonzalez", near="34.031,-118.285", within="0.1")
    count(q="uniforme uniformez de la guadalupe", near="San Pedro", within="1")  # names vote for answers, too
    count(near="San Pedro", within="5", level="middle")
    stored = str(list(SearchMiss.objects.values())).lower()
    for typed in ("maria", "gonzalez", "zanzibar", "90044", "pedro", "34.0", "118.2", "casa", "uniformez", "guadalupe"):
        assert typed not in stored
    assert SearchMiss.objects.filter(words__contains="secundaria", near="neighborhood").exists()
    assert SearchMiss.objects.filter(words__contains="robotics").exists()
    assert SearchMiss.objects.filter(near="point").exists()
    assert SearchMiss.objects.filter(filters="distance", level="middle", has_text=False).exists()


def test_one_is_counted_between_two_pauses_and_only_so_many_shapes_a_day(count, monkeypatch):
    monkeypatch.setattr(misses, "SECONDS_BETWEEN", 3600)
    monkeypatch.setattr(misses, "_last", -5000.0)
    count(q="zanzibar"), count(q="samarkand")
    assert SearchMiss.objects.get().count == 1
    SearchMiss.objects.all().delete()
    monkeypatch.setattr(misses, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(misses, "MOST_SHAPES_A_DAY", 2)
    for grade in ("", "6", "7", "8"):
        count(q="zanzibar", grade=grade, closed="on" if grade == "8" else "")
        count(q=f"zanzibar {'secundaria' if grade else ''}", near="Atlantis")
    assert SearchMiss.objects.count() == 2


def test_a_database_that_refuses_spoils_no_search(count, monkeypatch, caplog):
    monkeypatch.setattr(misses, "_count", Mock(side_effect=DatabaseError("read-only: zanzibar")))
    count(q="zanzibar")
    assert "zanzibar" not in caplog.text
    assert connection.is_usable()


def test_the_office_and_communications_read_the_report(client, count):
    """Writers and schools do not: tests/alliance_site/staff/test_isolation.py."""
    count(q="secundaria zanzibar", level="high")
    for role in ("Listings manager", "Publisher"):
        client.force_login(person(role, role))
        assert "Searches without results" in client.get(reverse("wagtailadmin_home")).content.decode()
        assert "secundaria" in client.get(reverse("search_misses")).content.decode()
        export = client.get(reverse("search_misses"), {"export": "csv"})
        assert "secundaria" in b"".join(export.streaming_content).decode()
