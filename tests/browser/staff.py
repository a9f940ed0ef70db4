"""Staff at work in a real browser."""

from django.conf import settings
from django.test import Client


def enter(context, site_url, user):
    """Sign in a browser with a session of its own; test_signin.py fills in the form."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site_url}])


class Hand:
    """Clicks as a person does, and counts the clicks."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def __call__(self, role, name, inside=None, **options):
        (inside or self.page).get_by_role(role, name=name, **options).first.click()
        self.clicks += 1


def press_publish(page):
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
