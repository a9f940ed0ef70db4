"""“Report a mistake” in a real browser: by keyboard, without scripts, on a phone, in light and dark."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from quality.audit.axe import violations
from schools.mistakes.guard import guard
from schools.models import MistakeReport
from tests.browser.looks import faults

PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
URL = "/schools/gertz-ressler/report/"


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    cache.clear()
    monkeypatch.setattr(guard, "shortest", timedelta(seconds=-1))


def test_a_mistake_is_reported_by_keyboard_and_leaves_no_cookie(page, site_url):
    page.goto(f"{site_url}/schools/gertz-ressler/")
    page.get_by_role("link", name="Report a mistake").click()
    page.get_by_label("What is wrong, and what is correct?").focus()
    page.keyboard.type("The phone number is an old one.")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Your email")).to_be_focused()
    page.keyboard.press("Tab")  # skip the field hidden from people
    expect(page.get_by_role("button", name="Send report")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert violations(page) == []
    assert page.context.cookies() == []
    assert MistakeReport.objects.get().text == "The phone number is an old one."


def test_the_form_and_its_errors_are_accessible_and_fit(page, site_url):
    page.goto(site_url + URL)
    assert faults(page) == []
    expect(page.get_by_label("Leave this empty")).to_be_hidden()
    page.locator("form[method=post]").evaluate("form => form.noValidate = true")
    page.get_by_label("Your email").fill("nobody")
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what is wrong.")
    expect(page.get_by_label("Your email")).to_have_value("nobody")
    page.get_by_role("alert").get_by_role("link", name="Enter what is wrong.").click()
    expect(page.get_by_label("What is wrong, and what is correct?")).to_be_focused()
    assert faults(page) == []


def test_without_script_it_is_sent_too(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + URL)
    page.get_by_label("What is wrong, and what is correct?").fill("An old address.")
    page.get_by_role("button", name="Send report").click()
    expect(page).to_have_url(f"{site_url}{URL}thanks/")
    context.close()
