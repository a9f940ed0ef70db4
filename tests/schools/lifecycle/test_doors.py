"""Only people who maintain the register can use guided changes; and the pages with one, many, or no changes."""

import pytest
from django.urls import reverse

from schools.models import ChangeSet, PlannedChange, School
from tests.schools.people import person

from .acts import do, everything, form, told
from .answers import renamed

pytestmark = pytest.mark.django_db
KINDS = ("rename", "move", "merge", "close")


def all_addresses(school):
    return [reverse("school_changes"), reverse("school_open"), *(form(school, kind) for kind in KINDS)]


def test_a_publisher_has_no_way_in(client, office, school):
    """Nor has anyone else: tests/alliance_site/staff/test_isolation.py."""
    done = do(office, form(school, "close"), last_day="2040-06-30", successor="", profile="stays")
    planned = PlannedChange.objects.create(
        school=school, kind="move", day="2040-01-01", target="x", is_told=False, data={}, agreed={}, language="en"
    )
    addresses = [
        *all_addresses(school),
        done.redirect_chain[-1][0],
        reverse("school_change_planned", args=[planned.pk]),
    ]
    client.force_login(person("paul", "Publisher"))
    before = everything()
    for address in addresses:
        for method in ("get", "post"):
            response = getattr(client, method)(address, {"look": "1", "undo": "1", "apply": "1", "reason": "So."})
            assert response.status_code == 302, address
    assert everything() == before
    planned.refresh_from_db()
    assert planned.is_waiting


def test_the_office_gets_there_from_desk_and_register(office, school):
    desk = office.get(reverse("school_desk", args=[school.slug])).content.decode()
    for kind in KINDS:
        assert form(school, kind) in desk
    for address in all_addresses(school):
        assert office.get(address).status_code == 200, address


def test_what_does_not_exist_is_not_found(office, school):
    for address in (
        reverse("school_change", args=["explode", school.slug]),
        reverse("school_change", args=["open", school.slug]),
        reverse("school_change", args=["close", "nowhere"]),
        reverse("school_change_done", args=[999_999]),
        f"{reverse('school_changes')}?school=nowhere",
    ):
        assert office.get(address).status_code == 404, address
    assert office.put(reverse("school_changes")).status_code == 405


def test_an_import_is_no_guided_change_and_the_other_way_round(office, school):
    file = ChangeSet.objects.create(kind="import", name="a.csv")
    assert office.get(reverse("school_change_done", args=[file.pk])).status_code == 404
    done = do(office, form(school, "rename"), **renamed(school))
    batch = done.context["change_set"]
    assert batch.kind == "rename"
    assert office.get(reverse("schools_import", args=[batch.pk])).status_code == 404
    assert batch.name not in told(office.get(reverse("schools_imports")))


def test_the_list_says_who_did_what_when_and_why(office, school, other):
    assert "No guided changes yet" in told(office.get(reverse("school_changes")))
    old = school.name
    do(office, form(school, "rename"), **renamed(school))
    said = told(office.get(reverse("school_changes")))
    for words in (old, "Rename", "Manfred", "The board decided so."):
        assert words in said, words
    assert old in told(office.get(f"{reverse('school_changes')}?school={school.slug}"))
    assert "No guided changes yet" in told(office.get(f"{reverse('school_changes')}?school={other.slug}"))


def test_what_was_done_is_told_also_when_the_school_is_gone(office, school):
    done = do(office, form(school, "close"), last_day="2040-06-30", successor="", profile="stays")
    school.pages.all().delete()
    School.objects.filter(pk=school.pk).delete()
    assert "June 30, 2040" in told(office.get(done.redirect_chain[-1][0]))
