"""Staff accounts, signed in in a real browser."""

from django.conf import settings
from django.test import Client

from tests.schools.people import person


def enter(context, site_url, user):
    """Sign in a browser with a session of its own; test_signin.py fills in the form."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site_url}])


def signed_in(page, site_url, user):
    """Sign in and open the editor's home page."""
    enter(page.context, site_url, user)
    page.goto(f"{site_url}/admin/")
    return page


def listings_manager():
    """Who maintains the register."""
    return person("manfred", "Listings manager")
