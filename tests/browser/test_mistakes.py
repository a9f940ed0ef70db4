"""“Report a mistake” in a real browser, by keyboard, on a phone and a desktop, in light and dark."""

from datetime import timedelta

from django.core.cache import cache
from playwright.sync_api import expect

from quality.audit.axe import violations
from schools.mistakes.guard import guard
from schools.models import MistakeReport
from tests.browser.looks import faults


def test_a_mistake_is_reported_by_keyboard_after_an_error_and_leaves_no_cookie(page, site_url, monkeypatch):
    cache.clear()
    monkeypatch.setattr(guard, "shortest", timedelta(seconds=-1))
    page.goto(f"{site_url}/schools/gertz-ressler/")
    page.get_by_role("link", name="Report a mistake").click()
    question, email = page.get_by_label("What is wrong, and what is correct?"), page.get_by_label("Your email")
    expect(page.get_by_label("Leave this empty")).to_be_hidden()
    page.locator("form[method=post]").evaluate("form => form.noValidate = true")
    email.fill("nobody")
    page.get_by_role("button", name="Send report").click()
    expect(email).to_have_value("nobody")
    assert faults(page) == []
    page.get_by_role("alert").get_by_role("link", name="Enter what is wrong.").click()
    expect(question).to_be_focused()
    page.keyboard.type("The phone number is an old one.")
    page.keyboard.press("Tab")
    expect(email).to_be_focused()
    email.fill("")
    page.keyboard.press("Tab")  # skip the field hidden from people
    expect(page.get_by_role("button", name="Send report")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert violations(page) == []
    assert page.context.cookies() == []
    assert MistakeReport.objects.get().text == "The phone number is an old one."
