"""The page of the state's files, and its questions: each difference is accepted, or kept with a reason."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from schools.changes import jobs
from schools.changes.kinds import Kind
from schools.models import ChangeSet, KeptDifference, School, StateRecord
from schools.register import history
from tests.html import assert_says, assert_valid, soup, words
from tests.schools.exchange.files import BURTON, MOHAN, TODAY, plan, school, state
from tests.schools.exchange.office import FILE, STATE_DATA, form_of, pages, question, questions_of, send, send_to_state

pytestmark = pytest.mark.django_db
PER_PAGE, MANY = 5, 25
NEWS = {"Phone": "(213) 555-0142", "WebSite": "http://example.org", "Latitude": "34.290459"}


def legends(page) -> list[str]:
    return [one.get_text(strip=True) for one in soup(page).find_all("legend")]


def test_differences_are_accepted_or_kept_with_a_reason_that_is_remembered(office):
    data = state(MOHAN, **NEWS)
    url = send_to_state(office, data)
    page = office.get(url)
    assert_valid(page)
    assert_says(page, "Ours", "The state’s", "The phone number is different.", "ZIP code 90015")
    phone, website = question(page, "Phone"), question(page, "Website")
    page = office.post(url, form_of(page, "decide"))
    assert_says(page, "Nothing has been decided yet")
    page = office.post(url, form_of(page, "decide") | {phone: "accept", website: "keep"})
    assert_says(page, "Give a reason to keep ours")
    assert form_of(page, "decide")[website] == ["keep"]  # what was chosen stays
    assert not KeptDifference.objects.exists()
    why = {f"{website}-why": "Theirs is old.", "reason": "The file of June."}
    page = office.post(url, form_of(page, "decide") | why, follow=True)
    after = school("olga-mohan")
    assert (after.phone, after.website) == ("(213) 555-0142", "http://mohanhs.org")
    assert history.steps(after)[0].reason == "The file of June."
    assert KeptDifference.objects.get().reason == "Theirs is old."
    assert legends(office.get(send_to_state(office, data))) == ["On the map"]
    assert not plan(data).items  # an import does not ask either
    assert "Website" in legends(office.get(send_to_state(office, state(MOHAN, WebSite="http://example.org/new"))))
    assert_says(office.get(STATE_DATA), "Theirs is old.")
    office.post(reverse("schools_ask_again", args=[KeptDifference.objects.get().pk]))
    assert not KeptDifference.objects.exists()


def test_all_shown_are_accepted_without_warned_and_decided_ones(office):
    url = send_to_state(office, state(MOHAN, **NEWS))
    page = office.get(url)
    assert len(questions_of(page)) == 3
    phone = question(page, "Phone")
    office.post(f"{url}?what=phone", {"do": "accept"})
    assert ChangeSet.objects.get().upload.decisions == {}
    office.post(url, {"do": "accept", phone: "keep", f"{phone}-why": "Theirs is old."})
    decisions = ChangeSet.objects.get().upload.decisions
    assert {name.rpartition("-")[2]: choice for name, (choice, _why) in decisions.items()} == {
        "phone": "keep",
        "website": "accept",
    }
    assert legends(office.get(url, {"what": "website"})) == ["Website"]
    assert len(questions_of(office.get(url, {"what": "warned"}))) == 2
    assert not questions_of(office.get(url, {"name": "Hogwarts"}))


def test_a_choice_is_forgotten_if_it_is_taken_back_or_about_something_else(office):
    assert_says(office.get(send_to_state(office, TODAY)), "Nothing to decide: the state agrees, or you already")
    old = send_to_state(office, state(BURTON, LastUpDate="02/08/2023"))
    assert_says(office.get(old), "Nothing to decide: 1 row of this file is older than ours.")
    assert_says(office.get(old, {"name": "burton"}), "older than our value")
    ChangeSet.objects.all().delete()
    url = send_to_state(office, state(BURTON, Phone="(323) 555-0142"))
    [name] = questions_of(office.get(url))
    for sent in ({"x-y-z": "accept"}, {"p": "accept"}, {"csrfmiddlewaretoken": "accept"}):
        office.post(url, {"do": "next", name: "accept", **sent})
        assert list(ChangeSet.objects.get().upload.decisions) == [name]
    office.post(url, {"do": "next", name: "later"})
    assert not ChangeSet.objects.get().upload.decisions


def test_decisions_that_someone_else_changed_on_another_page_are_shown_before_they_are_applied(office):
    url = send_to_state(office, state(MOHAN, **NEWS))
    mine = office.get(url)
    phone, website = question(mine, "Phone"), question(mine, "Website")
    other = Client()
    other.force_login(get_user_model().objects.create_superuser("ada"))
    other.post(url, {"do": "next", website: "accept"})
    page = office.post(url, form_of(mine, "decide") | {phone: "accept", website: "later"})
    assert_says(page, "The register or the decisions have changed.")
    assert school("olga-mohan").phone != "(213) 555-0142"
    assert (form_of(page, "decide")[phone], form_of(page, "decide")[website]) == (["accept"], ["later"])
    office.post(url, form_of(page, "decide"))
    assert school("olga-mohan").phone == "(213) 555-0142"


def test_choices_of_many_pages_are_applied_together_by_the_worker(office, monkeypatch):
    monkeypatch.setattr("schools.exchange.plan_display.PER_PAGE", PER_PAGE)
    monkeypatch.setattr(Kind, "at_once", 2)
    url = send_to_state(office, re.sub(rb"\(\d{3}\) \d{3}-\d{4}", b"(424) 111-2222", TODAY))
    assert sum(len(questions_of(page)) for page in pages(office, url)) == MANY
    query = ""
    for _page in range(3):
        page = office.get(url + query)
        asked = questions_of(page)
        choices = {asked[0]: "accept", asked[1]: "keep", f"{asked[1]}-why": "Ours is right."}
        query = office.post(url + query, form_of(page, "next") | choices).url.removeprefix(url)
    last = office.get(url + query)
    assert_says(last, f"6 of {MANY} decided.")
    assert not KeptDifference.objects.exists()
    office.post(url + query, form_of(last, "decide") | {"reason": "The file of June."})
    change_set = ChangeSet.objects.get()
    assert (change_set.state, School.objects.filter(phone="(424) 111-2222").count()) == ("applying", 0)
    job = jobs.DBTaskResult.objects.get().args_kwargs
    jobs.work_job.call(*job["args"], **job["kwargs"])
    assert School.objects.filter(phone="(424) 111-2222").count() == 3
    assert KeptDifference.objects.filter(reason="Ours is right.", by=change_set.by).count() == 3
    assert history.steps(School.objects.filter(phone="(424) 111-2222").first())[0].reason == "The file of June."


@pytest.mark.parametrize(
    ("to", "do", "cells"),
    [
        (FILE, "accept_old", {"drop": ("LastUpDate",)}),
        (STATE_DATA, "accept_zeros", {"CDSCode": "1647330108894"}),
    ],
)
def test_a_check_box_reads_the_file_again(office, to, do, cells):
    data = state(BURTON, WebSite="https://example.org/new", **cells)
    if do == "accept_zeros":
        StateRecord.objects.filter(cds_code=BURTON).update(cds_code="01647330108894")
    url = send(office, data, "pubschls.txt", to)
    page = office.get(url)
    box = soup(page).find("button", value=do).find_parent("form").find("input", type="checkbox")
    assert "https://example.org/new" not in words(page)
    page = office.post(url, {"do": do, box["name"]: "on"}, follow=True)
    assert_says(page, "https://example.org/new")
    assert soup(page).find("input", attrs={"name": box["name"]}).has_attr("checked")
    assert "https://example.org/new" not in words(office.post(url, {"do": do}, follow=True))
