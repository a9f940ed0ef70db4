"""A school closes or merges: its last day, addresses, links, and editors; and the undo."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from alliance_site.staff.school_editors import retire_closed
from schools.changes import verbs
from schools.models import Enrollment, NextSchool
from tests.factories import profile_of
from tests.html import words
from tests.schools.people import editor_of
from tests.schools.postings.samples import post

from .acts import agree, ask, differences, do, everything, form, look, made, take_back, taken_back, translated
from .answers import closing, merging, middle

pytestmark = pytest.mark.django_db


def test_a_school_that_closes_next_year_says_so_and_stays_open(office, school, ahead, into):
    before = everything()
    do(office, form(school, "close"), **closing(ahead, successor=into.pk))
    school.refresh_from_db()
    assert (school.closed, school.successor, school.is_open) == (ahead, into, True)
    page = Client().get("/schools/gertz-ressler/").content.decode()
    assert "This school closes after" in page
    assert f"Families can contact {into.short_name}" in page
    assert differences(before, everything()) == {"School"}


def test_a_closed_profile_leads_families_on_and_its_editors_lose_it_until_that_is_undone(office, school, past, into):
    editor = editor_of(school, "edda", first_name="Edda")
    translated(school, "gertz-es"), translated(into, "hacia")
    asked = ask(office, form(school, "close"), **closing(past, successor=into.pk))
    assert editor.groups.exists()
    done = agree(office, form(school, "close"), asked)
    assert not editor.groups.exists()
    assert f'href="{into.pages.first().url}"' in Client().get("/schools/gertz-ressler/").content.decode()
    assert 'href="/es/escuelas/hacia/"' in Client().get("/es/escuelas/gertz-es/").content.decode()
    looked = look(office, done)
    assert "Edda" in words(looked)
    take_back(office, done, looked)
    assert editor.groups.get().school_team.school == school
    do(office, form(school, "close"), **closing(past, profile="leads"))
    assert Client().get("/schools/gertz-ressler/").url == "/schools/"  # without a successor


def test_a_school_merges_into_another_and_families_find_both_names(office, school, past, into):
    spanish = translated(school, "gertz-es")
    translated(into, "hacia")
    Redirect.objects.create(old_path="/schools/before", redirect_page=profile_of(school))
    fields = merging(past, into, highest_grade=11, source="The board")
    asked = ask(office, form(school, "merge"), **fields)
    assert "becomes a former name of" in words(asked)
    agree(office, form(school, "merge"), asked)
    school.refresh_from_db()
    into.refresh_from_db()
    assert (school.closed, school.successor) == (past, into)
    former = into.former_names.get()
    assert (former.name, former.last_seen, former.source) == (school.name, past.replace(day=1), "The board")
    assert (into.lowest_grade, into.highest_grade) == (9, 11)
    assert not school.pages.get(pk=spanish.pk).live
    there = into.pages.first().url
    response = Client().get("/schools/before/", follow=True)
    assert response.redirect_chain == [("/schools/gertz-ressler/", 301), (there, 301)]
    assert Client().get("/es/escuelas/gertz-es/").url == "/es/escuelas/hacia/"
    assert school.name in Client().get(there).content.decode()
    assert into.short_name in Client().get("/schools/", {"q": school.short_name}).content.decode()


def test_a_merger_that_lies_ahead_happens_on_its_day_by_itself(office, manager, school, ahead, into, monkeypatch):
    editor = editor_of(school, "edda")
    done = do(office, form(school, "merge"), **merging(ahead, into))
    page = profile_of(school)
    assert timezone.localtime(page.expire_at).date() == ahead + timedelta(days=1)
    assert Client().get(page.url).status_code == 200
    assert school.name not in Client().get(into.pages.first().url).content.decode()  # not former yet
    then = timezone.now() + timedelta(days=202)
    monkeypatch.setattr(timezone, "now", lambda: then)
    call_command("publish_scheduled")
    retire_closed()
    response = Client().get(page.url)
    assert (response.status_code, response.url) == (301, into.pages.first().url)
    assert school.name in Client().get(into.pages.first().url).content.decode()
    assert not editor.groups.exists()
    office.force_login(manager)  # the earlier session has ended
    # undone after the day: no one else changed anything, and the editor has access again
    response = take_back(office, done)
    assert "Undone" in words(response)
    assert Client().get(page.url).status_code == 200
    assert editor.groups.get().school_team.school == school
    assert profile_of(school).expire_at is None


def test_middle_schools_lead_to_the_successor_or_to_both_until_the_last_day(manager, school, past, ahead, into):
    one, two, three = middle(school), middle(school, into), middle(into)
    translated(school, "gertz-es")
    for day, links, after, is_current in ((past, "ends", [school], False), (ahead, "follows", [school, into], True)):
        done = made("merge", school, merging(day, into, links=links), manager)
        assert [link.high_school for link in one.next_schools.all()] == after
        assert NextSchool.objects.filter(school=one).current().exists() is is_current
        taken_back(done, manager)
    school.refresh_from_db()
    done = made("merge", school, merging(past, into, links="follows"), manager)
    changed = {row["name"] for row in done.preview["records"]}
    assert [each.name in changed for each in (one, two, three)] == [True, True, False]
    for each in (one, two, three):
        assert [link.high_school for link in each.next_schools.all()] == [into]
    assert Client().get("/es/escuelas/gertz-es/").url == into.pages.first().url  # the other school has no Spanish


def test_it_says_what_becomes_of_applications_editors_and_documents(office, school, ahead, into):
    post()
    editor_of(school, "edda", first_name="Edda", last_name="Editor")
    start = ahead.year + (ahead.month > 6)
    for year in (start, start + 1):
        Enrollment.objects.create(school=school, year=f"{year - 1}-{year % 100:02}", status="open")
    said = words(ask(office, form(school, "merge"), **merging(ahead, into)))
    assert "stay until the last day" in said
    assert "are hidden, because the school will be closed" in said
    assert "Edda Editor" in said
    assert "1 required posting is below the profile and is removed with it" in said


def test_nothing_is_written_if_the_last_step_fails(office, school, past, into, monkeypatch):
    asked = ask(office, form(school, "merge"), **merging(past, into))
    before = everything()
    monkeypatch.setattr(verbs, "add_former_name", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        agree(office, form(school, "merge"), asked)
    assert everything() == before
