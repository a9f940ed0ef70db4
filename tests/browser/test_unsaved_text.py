"""Whatever happens while somebody writes, nothing that was typed is lost."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from quality.audit.axe import violations
from tests.factories import story
from tests.schools.people import person

from .editing import open_form
from .staff import enter, signed_in

TYPED, OTHERS = "Scholars built two bridges.", "The bridges hold."


@pytest.fixture
def draft(live_server):
    page = story("Bridges")
    page.save_revision()
    return page


@pytest.fixture
def address(draft, site_url):
    return f"{site_url}/admin/pages/{draft.pk}/edit/"


def newest(page) -> str:
    page.refresh_from_db()
    return page.get_latest_revision().as_object().summary


def save(page):
    page.get_by_role("button", name="Save draft").click()


def test_a_session_that_ends_while_writing(sign_in, draft, address, site_url):
    page = sign_in("Publisher")
    open_form(page, address)
    Session.objects.all().delete()
    page.locator("#id_summary").fill(TYPED)
    expect(page.get_by_text("A server error occurred.")).to_be_visible()
    save(page)
    warning = page.get_by_role("dialog", name="You are signed out. Your text is still here.")
    expect(warning).to_be_visible()
    assert violations(page) == []
    with page.context.expect_page() as opened:
        warning.get_by_role("link", name="Open a new tab to sign in").click()
    other = opened.value
    signed_in(other, site_url, get_user_model().objects.get(username="publisher"))
    warning.get_by_role("button", name="Save again").click()
    expect(page.locator(".messages")).to_contain_text("has been updated")
    assert newest(draft) == TYPED


def test_a_network_or_a_site_that_is_gone_for_a_minute(sign_in, draft, address):
    page = sign_in("Publisher")
    warning = page.get_by_role("dialog", name="The site does not answer. Your text is still here.")
    open_form(page, address)
    page.context.route("**/*", lambda route: route.abort())  # the browser itself is online
    page.locator("#id_summary").fill(OTHERS)
    save(page)  # in the first seconds, before anything failed
    warning.get_by_role("button", name="Not now").click()
    page.locator("#id_summary").fill(TYPED)
    expect(page.get_by_text("A network error occurred.")).to_be_visible()
    save(page)
    page.get_by_role("dialog", name="A network error occurred").get_by_role("button", name="Save draft").click()
    expect(warning).to_be_visible()
    page.context.unroute("**/*")
    warning.get_by_role("button", name="Save again").click()
    expect(page.locator(".messages")).to_contain_text("has been updated")
    assert newest(draft) == TYPED

    open_form(page, address)
    page.wait_for_timeout(3_000)  # Wagtail takes the form's first state after two seconds, and saves only what changed
    page.route(address, lambda route: route.fulfill(status=503, body="We will be right back"))
    page.locator("#id_summary").fill(OTHERS)
    expect(page.get_by_text("A server error occurred.")).to_be_visible()
    save(page)
    expect(warning).to_be_visible()
    page.unroute(address)
    warning.get_by_role("button", name="Save again").click()
    expect(page.locator(".messages")).to_contain_text("has been updated")
    assert newest(draft) == OTHERS


def test_two_people_on_one_page_keep_each_others_words_in_the_history(sign_in, draft, address, new_context, site_url):
    page = sign_in("Publisher")
    open_form(page, address)
    otto = person("otto", "Publisher")
    other = new_context().new_page()
    enter(other.context, site_url, otto)
    open_form(other, address)
    other.locator("#id_summary").fill(OTHERS)
    save(other)
    expect(other.locator(".messages")).to_contain_text("has been updated")
    page.locator("#id_summary").fill(TYPED)
    save(page)
    asked = page.get_by_role("dialog").get_by_role("button", name="Save draft")
    for _second in range(30):
        if asked.is_visible():  # Wagtail has noticed the newer version before the button was pressed
            asked.click()
        page.wait_for_timeout(1000)
        summaries = {revision.as_object().summary for revision in draft.revisions.all()}
        if {TYPED, OTHERS} <= summaries:
            break
    assert {TYPED, OTHERS} <= summaries
