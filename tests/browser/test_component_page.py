"""Every component in every state in a real browser: accessible, without sideways scrolling."""

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from quality.audit.axe import violations
from quality.component_page.catalog import COMPONENTS, MAILS
from tests.browser.sizes import SIZES

FRAMES = [reverse("components_frame", args=[name, state]) for name, one in COMPONENTS.items() for state in one.states]
FRAMES += [reverse("components_mail", args=[name]) for name in MAILS]


@pytest.fixture
def admin(page, site_url, client):
    """A browser in which a site admin has signed in."""
    client.force_login(get_user_model().objects.create_superuser("admin"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site_url}])
    return page


# Colors do not depend on the width, so each color scheme is checked at one width only.
@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_every_state_is_accessible_in_light_and_dark(admin, site_url, size, scheme):
    admin.set_viewport_size(SIZES[size])
    admin.emulate_media(color_scheme=scheme)
    problems = []
    for frame in FRAMES:
        admin.goto(site_url + frame)
        problems += [(frame, violation) for violation in violations(admin)]
        if admin.evaluate("document.documentElement.scrollWidth") > SIZES[size]["width"]:
            problems.append((frame, "scrolls sideways"))
    assert problems == [], "\n".join(map(str, problems))


@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_the_page_of_components_is_accessible(admin, site_url, size, scheme):
    admin.set_viewport_size(SIZES[size])
    admin.emulate_media(color_scheme=scheme)
    admin.goto(site_url + reverse("components"))
    admin.locator("iframe").first.wait_for()
    assert violations(admin) == []


def test_frames_grow_with_what_they_show_and_take_the_chosen_light(admin, site_url):
    admin.goto(f"{site_url}{reverse('components')}")
    frame = admin.locator("#accordion iframe").first
    inside = frame.content_frame
    frame.scroll_into_view_if_needed()
    inside.locator("summary").first.wait_for()
    before = frame.bounding_box()["height"]
    inside.locator("summary").first.click()
    admin.wait_for_function("before => document.querySelector('#accordion iframe').offsetHeight > before", arg=before)
    admin.get_by_label("Dark").check()
    assert inside.locator("html").evaluate("root => getComputedStyle(root).colorScheme") == "dark"
