"""A school opens with a record, an empty draft in each language, and a team; the undo leaves nothing behind."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from schools.models import Campus, School
from schools.register import history
from tests.factories import CampusFactory, profile_of
from tests.schools.people import person

from .acts import agree, ask, do, everything, look, spanish, told
from .answers import NEW_SCHOOL, OPEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def new(ahead):
    return NEW_SCHOOL | {"opened": ahead}


def test_it_makes_record_campus_team_and_empty_drafts_and_nothing_public(office, manager, new, ahead):
    spanish()
    before = everything()
    asked = ask(office, OPEN, **new)
    assert everything() == before
    assert "brand-new-high-school" in told(asked)
    agree(office, OPEN, asked)
    school = School.objects.get(slug="brand-new-high-school")
    assert (school.opened, school.campus.street, school.campus.is_at_zip) == (ahead, "1 Brand New Street", True)
    assert school.team.group.name == "School editor: Brand New High School"
    pages = list(school.pages.order_by("locale"))
    assert [(page.locale.language_code, page.live, page.title) for page in pages] == [
        ("en", False, school.name),
        ("es", False, school.name),
    ]
    assert len({page.translation_key for page in pages}) == 1
    assert {page.owner for page in pages} == {manager}
    assert [step.reason for step in history.steps(school)] == ["The board decided so."]
    for page in pages:
        assert Client().get(page.url).status_code == 404
        assert office.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert school.name not in Client().get("/schools/").content.decode()


def test_on_a_campus_that_is_there_none_is_made(office, new):
    there, count = CampusFactory(), Campus.objects.count()
    place = dict.fromkeys(("street", "city", "zip", "area"), "")
    do(office, OPEN, **new | place | {"campus": there.pk, "slug": "chosen"})
    do(office, OPEN, **new | {"name": "Alliance B", "street": there.street, "zip": there.zip})
    assert {School.objects.get(slug=slug).campus for slug in ("chosen", "b")} == {there}
    assert Campus.objects.count() == count


@pytest.mark.parametrize("what", ["editor", "document", "page", "next"])
def test_what_hangs_on_it_meanwhile_stands_against_taking_it_back(office, new, what, other):
    from django.core.files.base import ContentFile

    from media.models import SiteDocument
    from schools.models import NextSchool

    done = do(office, OPEN, **new)
    school = School.objects.get(slug="brand-new-high-school")
    page = profile_of(school)
    if what == "editor":
        person("new").groups.add(school.team.group)
    elif what == "document":
        SiteDocument.objects.create(title="x", collection=school.team.collection, file=ContentFile(b"x", name="a.txt"))
    elif what == "page":
        page.save_revision().publish()
    else:
        NextSchool.objects.create(school=other, high_school=school)
    after = everything()
    response = look(office, done)
    assert response.status_code == 422
    assert "Someone has changed these since" in told(response)
    assert everything() == after


def test_whoever_may_not_add_schools_opens_none(client, new):
    from django.contrib.auth.models import Permission

    group = Group.objects.create(name="Changes only")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", "change_school"]))
    user = person("carl")
    user.groups.add(group)
    client.force_login(user)
    before = everything()
    for method in ("get", "post"):
        assert getattr(client, method)(OPEN, new | {"reason": "So."}).status_code in (302, 403)
    assert everything() == before
    assert "Open a school" not in client.get(reverse("school_changes")).content.decode()
