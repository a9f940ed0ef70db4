"""What a school offers: entered on its desk, shown with the day it was checked, and asked for where it is missing."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from schools.models import Offering, OfferingTopic, School
from schools.register import history
from tests.factories import profile_of
from tests.html import soup

from .pages import more, text

pytestmark = pytest.mark.django_db


def said(**texts):
    return {**{topic.value: "" for topic in OfferingTopic}, **texts}


def offers(client, page) -> str:
    section = soup(client.get(page.url)).main.find(class_="every-day")
    return " ".join(section.get_text(" ").split())


def test_a_school_says_what_it_offers_and_families_read_it(client, school, editor):
    page = profile_of(school)
    client.force_login(editor)
    response = client.post(more(school), said(uniform=" Navy polo,\n khaki pants ", sports="Soccer"), follow=True)
    assert "Saved. Families see it within seconds." in response.content.decode()
    stored = {offering.topic: offering for offering in Offering.objects.filter(school=school)}
    assert stored["uniform"].text == "Navy polo, khaki pants"
    assert {offering.checked for offering in stored.values()} == {timezone.localdate()}
    client.logout()
    shown = offers(client, page)
    assert "Uniform Navy polo, khaki pants Checked on" in shown
    asked = shown.partition("Ask the school")[2]
    assert "Before and after school" in asked
    assert "Uniform" not in asked


def test_saving_again_changes_clears_and_confirms(client, school, editor):
    old = timezone.localdate() - timedelta(days=90)
    Offering.objects.create(school=school, topic="uniform", text="None", checked=old)
    Offering.objects.create(school=school, topic="sports", text="Chess", checked=old)
    client.force_login(editor)
    client.post(more(school), said(uniform="None"))
    (offering,) = Offering.objects.filter(school=school)
    assert (offering.topic, offering.checked) == ("uniform", timezone.localdate())
    (change,) = history.steps(School.objects.get(pk=school.pk))[0].differences
    assert "Chess" in change.before
    assert "Chess" not in change.after


def test_the_desk_asks_for_what_is_missing_most_asked_first(client, school, editor):
    Offering.objects.create(school=school, topic="uniform", text="None")
    client.force_login(editor)
    shown = text(client.get(more(school)))
    assert "Still missing, most asked first: Before and after school, Sports and clubs, Special education" in shown


def test_too_long_a_text_is_refused_and_kept_for_correction(client, school, editor):
    client.force_login(editor)
    response = client.post(more(school), said(uniform="x" * 301))
    assert response.status_code == 422
    assert "x" * 301 in response.content.decode()
    assert not Offering.objects.exists()


def test_a_school_that_says_nothing_has_the_law_and_its_number(client, school):
    School.objects.filter(pk=school.pk).update(phone="(213) 555-0100")
    shown = offers(client, profile_of(school))
    assert "Breakfast and lunch are free for every scholar on each school day, by state law." in shown
    assert "Phone (213) 555-0100" in shown
    assert "Ask the school Before and after school, Uniform," in shown
    assert "Principal" not in shown


def test_a_day_to_come_is_refused(school):
    offering = Offering(school=school, topic="uniform", text="None", checked=date(2099, 1, 1))
    with pytest.raises(Exception, match="future"):
        offering.full_clean()
