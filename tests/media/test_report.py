"""Reports > Pictures lists every picture with its school and its consent, for the people who can change it."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from media.models import SiteImage
from pages.models import StandardPage
from schools.models import School
from tests.html import soup
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db
REPORT = reverse("pictures_report")


@pytest.fixture
def images(picture):
    school = School.objects.open_today().first()
    editor_of(school)
    soon = timezone.localdate() + timedelta(days=9)
    records = {
        "Building": {"people": "no_one"},
        "Old": {"people": ""},
        "Lab": {"people": "scholars", "release": "Binder 3", "consent_until": soon},
        "=1+1": {"people": "adults", "collection": school.team.collection},
    }
    for title, record in records.items():
        SiteImage.objects.filter(pk=picture().pk).update(title=title, **record)
    return school


def titles(client, **query):
    table = soup(client.get(REPORT, query)).select("table.listing td.title")
    return {cell.get_text(" ", strip=True) for cell in table}


def test_it_is_filtered_by_consent_people_and_school(client, images):
    client.force_login(person("pat", "Publisher"))
    assert titles(client) == {"Building", "Old", "Lab", "=1+1"}
    assert titles(client, status="ends_soon") == {"Lab"}
    assert titles(client, status="unknown") == {"Old"}
    assert titles(client, status="withdrawn") == set()
    assert titles(client, people="adults") == {"=1+1"}
    assert titles(client, collection=images.team.collection.pk) == {"=1+1"}
    assert titles(client, q="binder") == {"Lab"}


def test_it_counts_uses(client, images):
    image = SiteImage.objects.get(title="Lab")
    contact = StandardPage.objects.get(slug="contact", locale__language_code="en")
    contact.listing_image, contact.body = image, [("picture", {"image": image})]
    contact.save()
    client.force_login(person("pat", "Publisher"))
    table = soup(client.get(REPORT)).select_one("table.listing")
    column = [cell.get_text(" ", strip=True) for cell in table.select("thead th")].index("Uses on the site")
    (row,) = (row for row in table.select("tbody tr") if "Lab" in row.get_text())
    assert row.find_all("td")[column].get_text(strip=True) == "2"


def test_it_is_downloaded_and_formulas_are_text(client, images):
    client.force_login(person("pat", "Publisher"))
    response = client.get(REPORT, {"export": "csv"})
    rows = list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert {row["Picture"] for row in rows} == {"Building", "Old", "Lab", "'=1+1"}
    (lab,) = (row for row in rows if row["Picture"] == "Lab")
    assert (lab["Who is in it"], lab["Consent"]) == ("Scholars or other children", "Consent ends within 30 days")
    assert lab["Release"] == "Binder 3"
    assert images.team.collection.name in {row["School or collection"] for row in rows}


@pytest.mark.parametrize(("role", "seen"), [("Listings manager", set()), ("Writer", {"Lab"})])
def test_people_see_the_pictures_that_they_can_change(client, images, role, seen):
    user = person("will", role)
    SiteImage.objects.filter(title="Lab").update(uploaded_by_user=user if seen else None)
    client.force_login(user)
    assert titles(client) == seen


def test_schools_do_not_see_the_report(client, images):
    client.force_login(editor_of(images, "ed"))
    assert client.get(REPORT).status_code == 403


def test_it_finds_pictures_to_improve(client, images):
    for title, fields in {
        "Old": {"description": ""},
        "Lab": {"description": "IMG_2041"},
        "Building": {"file_size": 9_000_000},
        "=1+1": {"description": "A scholar reads.", "file_size": 10},
    }.items():
        SiteImage.objects.filter(title=title).update(**{"description": "A courtyard.", "file_size": 10} | fields)
    client.force_login(person("pat", "Publisher"))
    found = {problem: titles(client, problem=problem) for problem in ("unspoken", "file-name", "heavy")}
    assert found == {"unspoken": {"Old"}, "file-name": {"Lab"}, "heavy": {"Building"}}
