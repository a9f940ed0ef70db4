"""Sign-in and the editor's home page in a real browser: accessible, without external resources."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse

from quality.audit.axe import violations
from tests.browser.sizes import SIZES


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_signing_in_is_accessible_in_light_and_dark(page, site_url, size, scheme):
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme=scheme)
    for name in ("account_login", "account_reset_password", "account_reset_password_done"):
        page.goto(site_url + reverse(name))
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    assert hosts == {urlsplit(site_url).netloc}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_first_page_of_the_admin_is_accessible_below_the_stripe(
    page, site_url, size, scheme, client, django_user_model
):
    client.force_login(django_user_model.objects.create_superuser("someone"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site_url}])
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme=scheme)
    page.goto(site_url + reverse("wagtailadmin_home"))
    page.locator(".sidebar").wait_for(state="attached")
    assert violations(page) == []
    assert page.locator(".environment").bounding_box()["y"] == 0
    assert page.evaluate("document.documentElement.scrollHeight") <= SIZES[size]["height"]
