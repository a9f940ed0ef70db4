"""A click during an autosave takes effect once, and no typed text is lost."""

import re

import pytest
from playwright.sync_api import expect

from pages.models import StoryIndexPage, StoryPage
from tests.factories import story

from .forms import open_form

TITLE = "A story saved twice"


@pytest.fixture
def held(page):
    """Background requests, held until the test releases them."""
    routes = []

    def hold(route):
        if route.request.method == "POST" and route.request.headers.get("accept") == "application/json":
            routes.append(route)
        else:
            route.continue_()

    page.route(re.compile(r"/admin/pages/(add/pages/storypage/)?\d+/(edit/)?$"), hold)
    return routes


def autosaves(page, value):
    page.locator("#page-edit-form").evaluate("(form, value) => form.dataset.wAutosaveActiveValue = value", value)


def write_a_story(page, site_url):
    open_form(
        page, f"{site_url}/admin/pages/add/pages/storypage/{StoryIndexPage.objects.get(locale__language_code='en').pk}/"
    )
    page.locator("#id_title").press_sequentially(TITLE)


def wait_for(held, page):
    for _tenth in range(300):
        if held:
            return
        page.wait_for_timeout(100)
    pytest.fail("Nothing was saved in the background.")


def save_draft(page, held):
    """Click the button while a request is running, and return that request, the only one a second later."""
    wait_for(held, page)
    page.evaluate("window.isStill = true")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_timeout(1000)
    assert page.evaluate("window.isStill")
    (request,) = held
    held.clear()
    return request


def told(page, words):
    page.locator(".messages").wait_for()
    assert words in page.locator(".messages").inner_text(), page.locator(".error-message").all_inner_texts()


def test_a_new_page_is_created_once(sign_in, site_url, held):
    page = sign_in("Writer")
    write_a_story(page, site_url)
    save_draft(page, held).continue_()
    told(page, f"Page '{TITLE}' has been updated.")
    assert StoryPage.objects.get(title=TITLE).get_latest_revision()


def test_a_new_row_is_added_once_and_the_last_words_are_kept(sign_in, site_url, held):
    made = story(TITLE, live=False)
    made.save_revision()
    page = sign_in("Writer")
    open_form(page, f"{site_url}/admin/pages/{made.pk}/edit/")
    autosaves(page, "false")  # a slow browser would send the row without its school
    page.get_by_role("button", name="Add School", exact=True).click()
    page.get_by_role("button", name="Choose school").click()
    page.locator(".modal-content").get_by_role("link", name=re.compile("Gertz")).click()
    expect(page.locator("#id_school_links-0-school")).not_to_have_value("")
    autosaves(page, "true")
    page.locator("#id_summary").fill("The first words.")
    wait_for(held, page)
    page.locator("#id_summary").fill("The last words.")
    save_draft(page, held).continue_()
    told(page, f"Page '{TITLE}' has been updated.")
    latest = StoryPage.objects.get(pk=made.pk).get_latest_revision_as_object()
    assert latest.summary == "The last words."
    assert [link.school.slug for link in latest.school_links.all()] == ["gertz-ressler"]


def test_what_was_pressed_is_done_when_the_background_fails(sign_in, site_url, held):
    page = sign_in("Writer")
    write_a_story(page, site_url)
    save_draft(page, held).abort()
    told(page, f"Page '{TITLE}' created.")
    assert StoryPage.objects.get(title=TITLE)
    page.wait_for_timeout(3000)  # Wagtail would retry two seconds later
    assert held == []
