"""A school closes or merges: its last day, addresses, links, and editors; and the undo."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from alliance_site.staff.school_editors import retire_closed
from schools.models import Enrollment, NextSchool, School, SchoolPage
from tests.factories import SchoolFactory, profile, profile_of
from tests.schools.people import editor_of, person

from .acts import agree, ask, differences, do, everything, form, look, take_back, told, translated
from .answers import closing, merging, middle

pytestmark = pytest.mark.django_db


def test_a_school_that_closes_next_year_says_so_and_stays_open(office, school, ahead, into):
    before = everything()
    done = do(office, form(school, "close"), **closing(ahead, successor=into.pk))
    school.refresh_from_db()
    assert (school.closed, school.successor, school.is_open) == (ahead, into, True)
    page = Client().get("/schools/gertz-ressler/").content.decode()
    assert "This school closes after" in page
    assert f"Families can contact {into.short_name}" in page
    assert differences(before, everything()) == {"School"}
    take_back(office, done)
    assert everything() == before


def test_a_closed_profile_leads_families_on_in_every_language(office, school, past, into):
    translated(school, "gertz-es"), translated(into, "hacia")
    do(office, form(school, "close"), **closing(past, successor=into.pk))
    assert f'href="{into.pages.first().url}"' in Client().get("/schools/gertz-ressler/").content.decode()
    assert 'href="/es/escuelas/hacia/"' in Client().get("/es/escuelas/gertz-es/").content.decode()


def test_without_a_successor_the_addresses_lead_to_the_list(office, school, past):
    do(office, form(school, "close"), **closing(past, profile="leads"))
    response = Client().get("/schools/gertz-ressler/")
    assert (response.status_code, response.url) == (301, "/schools/")


def test_a_school_goes_into_another_and_families_find_both_names(office, school, past, into):
    spanish = translated(school, "gertz-es")
    translated(into, "hacia")
    asked = ask(office, form(school, "merge"), **merging(past, into, highest_grade=11, source="The board"))
    assert "becomes a former name of" in told(asked)
    agree(office, form(school, "merge"), asked)
    school.refresh_from_db()
    into.refresh_from_db()
    assert (school.closed, school.successor) == (past, into)
    former = into.former_names.get()
    assert (former.name, former.last_seen, former.source) == (school.name, past.replace(day=1), "The board")
    assert (into.lowest_grade, into.highest_grade) == (9, 11)
    assert not school.pages.get(pk=spanish.pk).live
    for old, new in (
        ("/schools/gertz-ressler/", into.pages.first().url),
        ("/es/escuelas/gertz-es/", "/es/escuelas/hacia/"),
    ):
        response = Client().get(old)
        assert (response.status_code, response.url) == (301, new)
    assert school.name in Client().get(into.pages.first().url).content.decode()
    found = Client().get("/schools/", {"q": school.short_name}).content.decode()
    assert into.short_name in found


def test_where_there_is_no_profile_in_that_language_the_other_one_helps(office, school, past, into):
    translated(school, "gertz-es")
    do(office, form(school, "merge"), **merging(past, into))
    assert Client().get("/es/escuelas/gertz-es/").url == into.pages.first().url


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
    assert "Undone" in told(response)
    assert Client().get(page.url).status_code == 200
    assert editor.groups.get().school_team.school == school
    assert profile_of(school).expire_at is None


def test_middle_schools_lead_to_the_one_that_follows(office, school, past, ahead, into):
    one, two, three = middle(school), middle(school, into), middle(into)
    asked = ask(office, form(school, "merge"), **merging(past, into, links="follows"))
    said = told(asked)
    assert one.name in said
    assert two.name in said
    assert three.name not in said
    agree(office, form(school, "merge"), asked)
    for each in (one, two, three):
        assert [link.high_school for link in each.next_schools.all()] == [into]


def test_until_the_day_middle_schools_lead_to_both(office, school, ahead, into):
    one = middle(school)
    do(office, form(school, "merge"), **merging(ahead, into, links="follows"))
    assert [link.high_school for link in one.next_schools.all()] == [school, into]


def test_without_that_links_end_by_the_calendar(office, school, past, into):
    one = middle(school)
    asked = ask(office, form(school, "merge"), **merging(past, into, links="ends"))
    assert "After that day, middle schools no longer list it as a next high school" in told(asked)
    agree(office, form(school, "merge"), asked)
    assert [link.high_school for link in one.next_schools.all()] == [school]
    assert not NextSchool.objects.filter(school=one).current().exists()


def test_it_says_what_becomes_of_applications_editors_and_documents(office, school, ahead, into):
    from tests.schools.postings.samples import post

    post()
    editor_of(school, "edda", first_name="Edda", last_name="Editor")
    start = ahead.year + (ahead.month > 6)
    for year in (start, start + 1):
        Enrollment.objects.create(school=school, year=f"{year - 1}-{year % 100:02}", status="open")
    said = told(ask(office, form(school, "merge"), **merging(ahead, into)))
    assert "stay until the last day" in said
    assert "are hidden, because the school will be closed" in said
    assert "Edda Editor" in said
    assert "1 required posting is below the profile and is removed with it" in said


def test_editors_of_a_school_that_closed_lose_it_at_once_and_get_it_back(office, school, past):
    editor = editor_of(school, "edda", first_name="Edda")
    asked = ask(office, form(school, "close"), **closing(past))
    assert editor.groups.exists()
    done = agree(office, form(school, "close"), asked)
    assert not editor.groups.exists()
    looked = look(office, done)
    assert "Edda" in told(looked)
    assert not editor.groups.exists()
    take_back(office, done, looked)
    assert editor.groups.get().school_team.school == school


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        ("close", {"last_day": ""}, "This field is required"),
        ("close", {"last_day": "1999-01-01"}, "before the opening date"),
        ("close", {"profile": "burned"}, "not one of the available choices"),
        ("merge", {"successor": ""}, "This field is required"),
        ("merge", {"successor": "999999"}, "not one of the available choices"),
        ("merge", {"successor": "x' OR 1=1"}, "not one of the available choices"),
        ("merge", {"lowest_grade": "13"}, "The lowest grade cannot be above the highest"),
    ],
)
def test_what_cannot_be_is_refused_in_words(office, school, into, ahead, kind, fields, says):
    before = everything()
    sent = (merging(ahead, into) if kind == "merge" else closing(ahead)) | {"reason": "So."} | fields
    response = office.post(form(school, kind), sent)
    assert response.status_code == 422
    assert says in told(response)
    assert everything() == before


def test_a_school_cannot_go_into_itself_a_closed_one_or_one_without_profile(office, school, past, ahead):
    bare, closed = SchoolFactory(), SchoolFactory(closed=past)
    sent = merging(past, bare) | {"reason": "So."}
    assert "has no public profile" in told(office.post(form(school, "merge"), sent))
    for one in (school, closed):
        response = office.post(form(school, "merge"), sent | {"successor": one.pk})
        assert "not one of the available choices" in told(response)
    soon = SchoolFactory(closed=timezone.localdate())
    response = office.post(form(school, "merge"), merging(ahead, soon) | {"reason": "So."})
    assert "is not open after the last day" in told(response)


def test_families_may_turn_to_a_school_that_opens_after_the_last_day_but_to_none_that_ends_with_it(
    office, school, ahead
):
    next_year, with_it = SchoolFactory(opened=ahead + timedelta(days=40)), SchoolFactory(closed=ahead)
    sent = closing(ahead) | {"reason": "So."}
    refused = office.post(form(school, "close"), sent | {"successor": with_it.pk})
    assert "is not open after the last day" in told(refused)
    do(office, form(school, "close"), **closing(ahead, successor=next_year.pk))
    school.refresh_from_db()
    assert school.successor == next_year
    sent["last_day"] = timezone.localdate() - timedelta(days=1)
    refused = office.post(form(school, "close"), sent | {"successor": next_year.pk})
    assert "and this one has closed already" in told(refused)


def test_links_cannot_lead_to_a_middle_school(office, school, past):
    middle(school)
    other = SchoolFactory(level="middle", lowest_grade=6, highest_grade=8)
    profile(other)
    response = office.post(form(school, "merge"), merging(past, other, links="follows") | {"reason": "So."})
    assert "must be a high school" in told(response)


def test_earlier_old_addresses_go_on_leading(office, school, past, into):
    Redirect.objects.create(old_path="/schools/before", redirect_page=profile_of(school))
    do(office, form(school, "merge"), **merging(past, into))
    response = Client().get("/schools/before/", follow=True)
    assert response.redirect_chain == [("/schools/gertz-ressler/", 301), (into.pages.first().url, 301)]


def test_whoever_may_not_publish_profiles_may_not_take_one_down(client, school, past, into):
    from django.contrib.auth.models import Group, Permission

    user = person("rita")
    group = Group.objects.create(name="Register only")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", "change_school"]))
    user.groups.add(group)
    client.force_login(user)
    before = everything()
    response = client.post(form(school, "merge"), merging(past, into) | {"reason": "So."})
    assert "You do not have permission to publish the profile" in told(response)
    assert everything() == before
    ask(client, form(school, "merge"), **merging(past, into, profile="stays"))


def test_nothing_is_written_if_the_last_step_fails(office, school, past, into, monkeypatch):
    from schools.changes import verbs

    def fails(*args, **kwargs):
        raise RuntimeError

    asked = ask(office, form(school, "merge"), **merging(past, into))
    before = everything()
    monkeypatch.setattr(verbs, "add_former_name", fails)
    with pytest.raises(RuntimeError):
        agree(office, form(school, "merge"), asked)
    assert everything() == before
    assert School.objects.get(pk=school.pk).closed is None
    assert SchoolPage.objects.get(school=school, locale__language_code="en").live
