"""Publish what is open in the editor."""

from playwright.sync_api import expect


def press_publish(page):
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()


def publish(page):
    press_publish(page)
    expect(page.locator(".messages").first).to_contain_text("published")
