"""Staff accounts, signed in in a real browser."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

PASSWORD = "a long password 42"


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


def person(name, group):
    user = get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)
    user.groups.add(group)
    return user


def listings_manager():
    """Who maintains the register."""
    return person("manfred", Group.objects.get(name="Listings manager"))
