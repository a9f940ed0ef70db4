"""Sign-in and the editor's home page in a real browser: accessible, without external resources."""

from urllib.parse import urlsplit

from django.urls import reverse

from tests.browser.looks import faults
from tests.browser.sizes import SIZES
from tests.browser.staff import enter


def test_signing_in_is_accessible_in_light_and_dark(page, site_url):
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for name in ("account_login", "account_reset_password", "account_reset_password_done"):
        page.goto(site_url + reverse(name))
        assert faults(page) == []
    assert hosts == {urlsplit(site_url).netloc}


def test_the_first_page_of_the_admin_is_accessible_below_the_stripe(page, site_url, django_user_model):
    enter(page.context, site_url, django_user_model.objects.create_superuser("someone"))
    page.goto(site_url + reverse("wagtailadmin_home"))
    page.locator(".sidebar").wait_for(state="attached")
    assert faults(page) == []
    for size in SIZES.values():
        page.set_viewport_size(size)
        assert page.locator(".environment").bounding_box()["y"] == 0
        assert page.evaluate("document.documentElement.scrollHeight") <= size["height"]
