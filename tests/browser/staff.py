"""Staff accounts, and signing in with a real browser."""

from django.contrib.auth import get_user_model

PASSWORD = "a long password 42"


def signed_in(page, site_url, user):
    page.goto(f"{site_url}/accounts/login/")
    page.get_by_label("User name or email").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{site_url}/admin/**")
    return page


def person(name, group):
    user = get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)
    user.groups.add(group)
    return user
