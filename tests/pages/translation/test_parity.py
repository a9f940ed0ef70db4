"""Staff see which translations are missing or out of date, and why a page went out in one language."""

import csv
from io import StringIO

import pytest
from django.urls import reverse
from wagtail.models import Page

from pages.translation.parity import State, pairs
from schools.models import EnrollPage, SchoolPage
from tests.factories import home, story
from tests.html import soup
from tests.pages.forms import PUBLISH, edit_url, form_of, sent
from tests.pages.translation.pages import changed, pillar, publish, spanish

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/translations/"


def state(page):
    (pair,) = pairs(Page.objects.filter(pk=page.pk))
    return pair.state, pair.days


def test_a_translation_is_current_until_the_text_changes_and_again_when_a_translator_says_so(client, sign_in):
    sign_in("Publisher")
    assert state(pillar()) == (State.TO_REVIEW, None)
    page = changed(pillar(), 3, summary="Changed.")
    assert state(page) == (State.OUTDATED, 3)
    translation = spanish(page)
    form = form_of(client, translation) | {"summary": "Cambió.", **PUBLISH}
    assert client.post(edit_url(translation), form).status_code == 302
    assert spanish(page).summary == "Cambió."
    assert state(page) == (State.OUTDATED, 3)  # a corrected word is not a translation
    page = publish(page, summary="Changed while the form was open.")
    assert client.post(edit_url(translation), form | {"matches_source": "on"}).status_code == 302
    assert state(page)[0] == State.OUTDATED  # the translator has not seen this
    form = form_of(client, translation) | {"matches_source": "on", "to_review": "", **PUBLISH}
    assert client.post(edit_url(translation), form | {"shown_text": "999999"}).status_code == 302
    assert state(page)[0] == State.OUTDATED
    assert client.post(edit_url(translation), form).status_code == 302
    assert state(page) == (State.CURRENT, None)


def test_a_page_that_returns_to_its_earlier_text_has_a_current_translation_again(client, sign_in):
    sign_in("Publisher")
    before = pillar().summary
    page = changed(pillar(), 3, summary="Changed.")
    assert state(page) == (State.OUTDATED, 3)
    page = publish(page, summary=before)
    assert state(page) == (State.TO_REVIEW, None)
    edit = soup(client.get(edit_url(spanish(page)))).select_one("[data-translation]")
    assert "Up to date." in edit.get_text()
    assert edit.find(attrs={"name": "matches_source"}) is None
    page = changed(page, 2, summary="Changed again.")
    assert state(page) == (State.OUTDATED, 2)  # since the newest change, not since the first


def test_a_draft_counts_only_when_it_is_public_and_only_who_can_publish_says_it_was_reviewed(client, sign_in):
    sign_in("Writer")
    first = soup(client.get(edit_url(spanish(pillar()))))
    assert first.find(attrs={"name": "to_review"}) is None
    page = publish(pillar(), summary="Changed.")
    assert "The Spanish is up to date with this English text" in soup(client.get(edit_url(spanish(page)))).get_text()
    assert not sent(client, spanish(page), matches_source="on")
    assert spanish(page).get_latest_revision_as_object().to_review
    assert state(page)[0] == State.OUTDATED
    spanish(page).get_latest_revision().publish()
    assert state(page)[0] == State.TO_REVIEW


def test_a_page_without_a_public_translation_is_missing():
    page = publish(story(live=False))
    assert state(page)[0] == State.MISSING
    copy = page.copy_for_translation(home("es").locale)
    assert state(page)[0] == State.MISSING
    publish(copy)
    assert state(page)[0] == State.OUTDATED  # nobody has said yet that it matches
    page.unpublish()
    assert pairs(Page.objects.filter(pk=page.pk)) == []


def test_the_report_lists_what_is_to_do_and_links_to_it(client, sign_in):
    sign_in("Writer")
    page = publish(pillar(), summary="Changed.")
    missing = publish(story("A story of one language", live=False))
    found = soup(client.get(REPORT))
    rows = {" ".join(row.find("a").get_text().split()): row for row in found.select(".listing tbody tr")}
    assert rows[page.title].find("a")["href"] == edit_url(spanish(page))
    submit = reverse("simple_translation:submit_page_translation", args=[missing.pk])
    assert rows[f"Translate {missing.title}"].find("a")["href"] == submit
    assert client.get(submit).status_code == 200
    assert SchoolPage.objects.filter(locale__language_code="en").first().title not in rows
    home = client.get("/admin/").content.decode()
    assert REPORT in home
    assert page.title in home


def test_report_and_home_page_list_only_what_their_reader_may_edit(client, sign_in):
    sign_in("Listings manager")
    page = publish(pillar(), summary="Changed.")
    profile = publish(SchoolPage.objects.filter(locale__language_code="en").first(), summary="Changed.")
    for address in (f"{REPORT}?status=all", "/admin/"):
        shown = client.get(address).content.decode()
        assert edit_url(spanish(profile)) in shown
        assert edit_url(spanish(page)) not in shown


def test_the_report_can_be_filtered_and_downloaded(client, sign_in):
    sign_in("Publisher")
    publish(story(live=False))
    rows = list(csv.reader(StringIO(client.get(f"{REPORT}?status=missing&export=csv").getvalue().decode("utf-8-sig"))))
    assert rows[0][:4] == ["Page", "Kind", "Language", "Status"]
    assert [row[1:4] for row in rows[1:]] == [["story", "Spanish", "Missing"]]
    assert len(soup(client.get(f"{REPORT}?status=all")).select(".listing tbody tr")) == len(pairs())
    assert soup(client.get(f"{REPORT}?days=1")).select(".listing tbody tr") == []
    for query in ("kind=nothing", "status=%00", "owner='", "language=xx", "days=-1", "days=9999999999", "p=x"):
        assert client.get(f"{REPORT}?{query}").status_code == 200


def enroll():
    return EnrollPage.objects.get(locale__language_code="en")


@pytest.mark.parametrize(("role", "button"), [("Publisher", "action-publish"), ("Writer", "action-submit")])
def test_a_changed_page_for_families_needs_a_reason_to_go_out_in_one_language(client, sign_in, role, button):
    sign_in(role)
    refused = sent(client, enroll(), summary="Changed.", **{button: button})
    assert "Say why it cannot wait for the Spanish, " in str(refused["english_only"])
    assert enroll().summary != "Changed."
    assert not sent(client, enroll(), summary="Changed.")  # a draft needs none
    assert not sent(client, enroll(), summary="Changed.", english_only="Spanish follows.", **{button: button})
    assert (enroll().summary == "Changed.") == (role == "Publisher")
    if role == "Publisher":
        reason = soup(client.get(edit_url(enroll()))).find(id="id_english_only")
        assert not reason.get("value")  # the next change needs its own
        assert sent(client, enroll(), summary="Again.", **{button: button})


def test_other_changes_need_no_reason(client, sign_in, contact):
    sign_in("Publisher")
    assert enroll().body
    assert list(sent(client, enroll(), **PUBLISH)) == ["english_only"]  # the body is a text, and it is gone
    assert not sent(client, publish(contact, body=[]), slug="call-us", **PUBLISH)
    assert not sent(client, pillar(), summary="Changed.", **PUBLISH)
