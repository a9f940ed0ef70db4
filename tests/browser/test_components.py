"""Every block and component that brings a preview, in a real browser: accessible, without sideways scrolling."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from quality.components import frames
from tests.browser.looks import faults_of_each
from tests.browser.staff import enter


@pytest.fixture
def admin(page, site_url):
    """A browser in which a site admin has signed in."""
    enter(page.context, site_url, get_user_model().objects.create_superuser("admin"))
    return page


def test_every_preview_and_their_page_are_accessible_in_light_and_dark(admin, site_url):
    problems = []
    for name, address in [("page", reverse("components")), *frames()]:
        admin.goto(site_url + address)
        problems += [(name, fault) for fault in faults_of_each(admin)]
    assert problems == [], "\n".join(map(str, problems))


def test_frames_grow_with_what_they_show_and_take_the_chosen_light(admin, site_url):
    admin.goto(f"{site_url}{reverse('components')}")
    frame = admin.locator("iframe[title=questions]")
    inside = frame.content_frame
    frame.scroll_into_view_if_needed()
    inside.locator("summary").first.wait_for()
    before = frame.bounding_box()["height"]
    inside.locator("summary").first.click()
    admin.wait_for_function("before => document.querySelector('[title=questions]').offsetHeight > before", arg=before)
    admin.get_by_label("Dark").check()
    assert inside.locator("html").evaluate("root => getComputedStyle(root).colorScheme") == "dark"
