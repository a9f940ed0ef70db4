"""A click during an autosave takes effect once, and whatever happens while somebody writes, no text is lost."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from playwright.sync_api import expect
from wagtail.models import PageLogEntry

from pages.models import StoryIndexPage, StoryPage
from quality.audit.axe import violations

from .staff import enter

TITLE = "A story of a walk"
TYPED, LATER = "Scholars built two bridges.", "The bridges hold."


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


@pytest.fixture
def address(draft, site_url):
    return f"{site_url}/admin/pages/{draft.pk}/edit/"


def open_form(page, address):
    """Open a form of the editor, and wait until Wagtail has noted its state, with which it compares later ones."""
    page.add_init_script("addEventListener('w-unsaved:watch-edits', () => { window.watchesEdits = true })")
    page.goto(address)
    page.wait_for_function("() => window.watchesEdits")


def newest(page) -> str:
    page.refresh_from_db()
    return page.get_latest_revision().as_object().summary


def save(page):
    page.get_by_role("button", name="Save draft").click()


def write_a_story(page, site_url):
    stories = StoryIndexPage.objects.get(locale__language_code="en")
    open_form(page, f"{site_url}/admin/pages/add/pages/storypage/{stories.pk}/")
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
    save(page)
    page.wait_for_timeout(1000)
    assert page.evaluate("window.isStill")
    (request,) = held
    held.clear()
    return request


def told(page, words):
    page.locator(".messages").wait_for()
    assert words in page.locator(".messages").inner_text(), page.locator(".error-message").all_inner_texts()


def test_a_new_page_is_created_once_also_when_the_background_fails(sign_in, site_url, held):
    page = sign_in("Writer")
    write_a_story(page, site_url)
    save_draft(page, held).continue_()
    told(page, f"Page '{TITLE}' has been updated.")
    assert StoryPage.objects.get(title=TITLE).get_latest_revision()
    StoryPage.objects.get(title=TITLE).delete()
    write_a_story(page, site_url)
    save_draft(page, held).abort()
    told(page, f"Page '{TITLE}' created.")
    assert StoryPage.objects.get(title=TITLE)
    page.wait_for_timeout(3000)  # Wagtail would retry two seconds later
    assert held == []


def test_what_is_typed_in_the_first_seconds_and_beside_a_save_is_saved(sign_in, draft, address, held):
    page = sign_in("Publisher")
    page.goto(address)
    summary = page.locator("#id_summary")
    summary.fill(TYPED)
    for saved in (TYPED, LATER):
        wait_for(held, page)
        summary.fill(LATER)
        with page.expect_response(address):
            held.pop().continue_()
        assert newest(draft) == saved


def press_later(page, address, name, comment):
    """Press a button twice, a minute after the form opened, when it first asks the server; each answer is slow.

    The browser takes itself to be offline, as some do where only this machine or a VPN is reached.

    Return the methods of all requests to the form's address and to that of the decision.
    """
    open_form(page, address)
    page.evaluate("const now = Date.now; Date.now = () => now() + 60_000")
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    slow, methods = [], []
    page.route(re.compile(f"^{address}$|/admin/review/"), lambda route: slow.append(route))
    page.get_by_role("button", name="More actions").click()
    if comment:
        page.locator("summary", has_text=name).click()
        page.locator("#review-comment").fill(comment)
    page.get_by_role("button", name=name, exact=True).dblclick()
    for _time in range(40):
        page.wait_for_timeout(1500)  # Wagtail looks for changes twice a second
        methods += [route.request.method for route in slow]
        while slow:
            slow.pop(0).continue_()
        if "POST" in methods:
            return methods
    pytest.fail(f"“{name}” sent nothing, only {methods}.")


def logged(draft):
    draft.refresh_from_db()
    return [*PageLogEntry.objects.filter(page=draft.pk).order_by("pk").values_list("action", flat=True)]


SUBMITTED = ["wagtail.edit", "wagtail.workflow.start"]
APPROVED = ["wagtail.edit", "wagtail.publish", "wagtail.workflow.approve"]
BUTTONS = [  # with the comment that it asks for, the entries in the log, and the message
    ("Writer", "Submit to Communications approval", None, SUBMITTED, "was sent for approval"),
    ("Publisher", "Approve and publish", None, APPROVED, f"“{TITLE}” is approved and live. In English: "),
    ("Publisher", "Send back", "Which day?", ["wagtail.workflow.reject"], f"You sent “{TITLE}” back."),
]


@pytest.mark.parametrize(("role", "name", "comment", "actions", "message"), BUTTONS)
def test_a_button_takes_effect_once(sign_in, address, draft, role, name, comment, actions, message):
    if role == "Publisher":
        draft.get_workflow().start(draft, get_user_model().objects.create_user("wendy"))
    page = sign_in(role)
    before, revisions = len(logged(draft)), draft.revisions.count()
    methods = press_later(page, address, name, comment)
    told(page, message)
    assert methods == (["GET", "POST"] if comment is None else ["POST"])
    assert sorted(logged(draft)[before:]) == actions
    assert draft.revisions.count() == revisions + actions.count("wagtail.edit")


def test_a_decision_that_was_called_off_is_not_saved(sign_in, address, draft):
    draft.get_workflow().start(draft, get_user_model().objects.create_user("wendy"))
    page = sign_in("Publisher")
    open_form(page, address)
    page.evaluate("const now = Date.now; Date.now = () => now() + 60_000")
    page.context.set_offline(True)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Approve and publish", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Not now").click()
    page.context.set_offline(False)
    with page.expect_response(lambda response: response.request.method == "POST" and "/edit/" in response.url):
        page.locator("#id_summary").fill("More words.")
    assert newest(draft) == "More words."
    assert not draft.live


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
    enter(other.context, site_url, get_user_model().objects.get(username="publisher"))
    other.goto(f"{site_url}/admin/")
    warning.get_by_role("button", name="Save again").click()
    expect(page.locator(".messages")).to_contain_text("has been updated")
    assert newest(draft) == TYPED


def test_a_network_or_a_site_that_is_gone_for_a_minute(sign_in, draft, address):
    page = sign_in("Publisher")
    warning = page.get_by_role("dialog", name="The site does not answer. Your text is still here.")
    open_form(page, address)
    page.context.route("**/*", lambda route: route.abort())  # the browser itself is online
    page.locator("#id_summary").fill(LATER)
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
    page.route(address, lambda route: route.fulfill(status=503, body="We will be right back"))
    page.locator("#id_summary").fill(LATER)
    expect(page.get_by_text("A server error occurred.")).to_be_visible()
    save(page)
    expect(warning).to_be_visible()
    page.unroute(address)
    warning.get_by_role("button", name="Save again").click()
    expect(page.locator(".messages")).to_contain_text("has been updated")
    assert newest(draft) == LATER
