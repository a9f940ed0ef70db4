"""Work in the editor."""

from playwright.sync_api import expect


class Hand:
    """Clicks as a person does, and counts the clicks."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def __call__(self, role, name, inside=None, **options):
        (inside or self.page).get_by_role(role, name=name, **options).first.click()
        self.clicks += 1


def open_form(page, address):
    """Open a form of the editor, and wait until Wagtail has noted its state, with which it compares later ones."""
    page.add_init_script("addEventListener('w-unsaved:watch-edits', () => { window.watchesEdits = true })")
    page.goto(address)
    page.wait_for_function("() => window.watchesEdits")


def press_publish(page):
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()


def publish(page):
    press_publish(page)
    expect(page.locator(".messages").first).to_contain_text("published")
