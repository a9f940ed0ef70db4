"""Guided changes and their undo update addresses in the copy and in nginx's redirect map."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from schools.models import School
from tests.schools.lifecycle.acts import do, form, take_back, translated
from tests.schools.people import person

pytestmark = pytest.mark.django_db
OLD, NEW = "/schools/gertz-ressler/", "/schools/someone-else/"
OLD_ES, NEW_ES = "/es/escuelas/gertz-es/", "/es/escuelas/otra/"


@pytest.fixture
def office(client, db):
    Group.objects.get(name="Listings manager")
    client.force_login(person("manfred", "Listings manager"))
    return client


@pytest.fixture
def school(db):
    return School.objects.get(slug="gertz-ressler")


def moved(copy) -> str:
    return (copy.root / "nginx" / "moved.map").read_text()


def addresses(school, en, es):
    return {f"address_{page.pk}": {"en": en, "es": es}[page.locale.language_code] for page in school.pages.all()}


def test_old_addresses_lead_on_in_the_map_of_the_web_server_in_every_language(copy, office, school):
    translated(school, "gertz-es")
    copy.show()
    assert copy.text(OLD)
    assert copy.text(OLD_ES)
    before = moved(copy)
    fields = {"name": "Alliance Someone Else", "day": timezone.localdate(), "source": ""}
    done = do(office, form(school, "rename"), **fields, **addresses(school, "someone-else", "otra"))
    copy.publish()
    for old, new in ((OLD, NEW), (OLD_ES, NEW_ES)):
        assert f'"{old}" "{new}";' in moved(copy)
        assert f'"{old.rstrip("/")}" "{new}";' in moved(copy)
        assert not copy.text(old)
        assert "Someone Else" in copy.text(new)
    take_back(office, done)
    copy.publish()
    assert moved(copy) == before
    assert copy.text(OLD)
    assert copy.text(OLD_ES)
    assert not copy.text(NEW)
    assert not copy.text(NEW_ES)
