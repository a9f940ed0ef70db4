"""/.well-known/security.txt says where to report vulnerabilities until it expires, with a warning in time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from wagtail.models import Site

from alliance_site.settings.environment import security_contact
from toolkit.published_copy.contents import addresses

pytestmark = pytest.mark.django_db
URL = "/.well-known/security.txt"


def good_for(settings, days: int):
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://www.example.org/contact/"]
    settings.SECURITY_EXPIRES = timezone.localdate() + timedelta(days=days)


def published() -> bool:
    return URL in {address.path for address in addresses(Site.objects.get(is_default_site=True))}


def warned() -> set[str]:
    found = run_checks(tags=["security"], include_deployment_checks=True)
    return {one.id for one in found if one.id.startswith("site.")}


def test_it_says_whom_to_tell_and_until_when_if_there_is_a_contact(client, settings):
    assert client.get(URL).status_code == 404
    assert not published()
    assert warned() == {"site.W001"}
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org"
    good_for(settings, 200)
    response = client.get(URL)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    said = [tuple(line.split(": ", 1)) for line in response.content.decode().splitlines()]
    assert [value for name, value in said if name == "Contact"] == settings.SECURITY_CONTACT
    assert dict(said)["Preferred-Languages"] == "en, es"
    assert dict(said)["Canonical"] == f"https://www.example.org{URL}"
    left = datetime.strptime(dict(said)["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) - timezone.now()
    assert timedelta(days=199) < left < timedelta(days=202)
    assert published()


@pytest.mark.parametrize(
    ("days", "is_there", "trouble", "warnings"),
    [
        (366, True, None, set()),
        (367, True, None, {"site.W003"}),
        (30, True, None, set()),
        (29, True, {"why": "expires soon", "days": 29}, {"site.W002"}),
        (0, True, {"why": "expires soon", "days": 0}, {"site.W002"}),
        (-1, False, {"why": "expired", "days": -1}, {"site.W002"}),
    ],
)
def test_its_end_is_told_a_month_before_and_then_it_is_gone(client, settings, days, is_there, trouble, warnings):
    good_for(settings, days)
    assert client.get(URL).status_code == (200 if is_there else 404)
    assert published() == is_there
    ready = client.get("/readyz")
    assert ready.status_code == 200  # pages are still served
    expected = {"ok": False, "needed": False, **trouble} if trouble else {"ok": True, "needed": False}
    assert ready.json()["checks"]["security_txt"] == expected
    assert warned() == warnings


@pytest.mark.parametrize(
    ("contact", "expires", "said"),
    [
        ("security@example.org", "2027-10-31", "begins with https://, mailto:, or tel:"),
        ("http://example.org/", "2027-10-31", "begins with https://, mailto:, or tel:"),
        ("mailto:a@example.org\nExpires: 2099", "2027-10-31", "begins with"),
        ("mailto:a@example.org", "", "belong together"),
        ("", "2027-10-31", "belong together"),
        ("mailto:a@example.org", "soon", "use a date such as"),
    ],
)
def test_settings_that_mean_nothing_are_refused(contact, expires, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        security_contact(contact, expires)
