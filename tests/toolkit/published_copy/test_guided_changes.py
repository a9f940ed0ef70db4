"""Guided changes and their undo update addresses in the copy and in nginx's redirect map."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from schools.models import School
from tests.factories import profile_of
from tests.schools.lifecycle.acts import ask, do, form, seen, take_back, translated
from tests.schools.lifecycle.answers import to
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


def test_a_profile_that_answers_is_not_hidden_by_where_it_will_lead(copy, office, school):
    into = School.objects.get(slug="odonovan")
    day = timezone.localdate() + timedelta(days=90)
    do(office, form(school, "merge"), last_day=day, successor=into.pk, profile="leads", source="")
    copy.publish()
    assert copy.text(OLD)
    assert f'"{OLD}"' not in moved(copy)
    profile_of(school).unpublish()
    copy.publish()
    assert not copy.text(OLD)
    assert f'"{OLD}" "/schools/odonovan/";' in moved(copy)


def test_a_planned_move_is_on_the_profile_before_everything_is_swept_until_it_is_canceled(copy, office, school):
    translated(school, "gertz-es")
    copy.show()
    answer = do(office, form(school, "move"), **to(along="alone", day=timezone.localdate() + timedelta(days=90)))
    copy.show()
    for path in (OLD, OLD_ES):
        assert "1 Moved Street" in copy.text(path), path
    address = answer.redirect_chain[-1][0]
    office.post(address, {"reason": "So.", "digest": seen(office, address)})
    copy.show()
    for path in (OLD, OLD_ES):
        assert "1 Moved Street" not in copy.text(path), path


def test_what_the_preview_names_is_what_is_renewed_first(copy, office, school):
    fields = {"name": "Alliance Someone Else", "day": timezone.localdate(), "source": ""}
    asked = ask(office, form(school, "rename"), **fields)
    named = set(asked.context["impact"].shown_on)
    times = copy.times()
    do(office, form(school, "rename"), **fields)
    copy.publish()
    after = copy.times()
    changed = {name for name in after if times.get(name) != after[name] and name.endswith("index.html")}
    changed = {"/" + name.removeprefix("site/").removesuffix("index.html") for name in changed}
    assert "/schools/gertz-ressler/" in named & changed
    telling = {one for one in changed if one.startswith("/schools/")}
    assert telling <= named
