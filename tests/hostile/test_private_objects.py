"""Hostile requests for things that belong to others."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from schools.models import MistakeReport, School

from .requests import PASSWORD, REPORT, TABLE, person

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]


def test_a_number_in_an_address_opens_nothing_of_others(client, told):
    one = MistakeReport.objects.create(
        school=School.objects.get(slug="merkin"), language="en", text="private words", email="family@example.org"
    )
    client.force_login(person())
    for path in (
        f"{REPORT}thanks/?report={one.pk}",
        f"{REPORT}thanks/?id={one.pk}",
        f"{REPORT}{one.pk}/",
        f"/schools/merkin/report/{one.pk}/",
    ):
        content = client.get(path).content.decode()
        assert "private words" not in content
        assert "family@example.org" not in content
    edit = client.get(reverse(MistakeReport.snippet_viewset.get_url_name("edit"), args=[one.pk]))
    assert edit.status_code == 302
    told(
        TABLE,
        "the number of a report, in every address that could show one",
        "nothing of it",
        "the report, for those who keep the listings",
    )


def test_nobody_ends_the_session_of_somebody_else(told):
    theirs, mine = Client(), Client()
    person("anna"), person("paula")
    theirs.post("/accounts/login/", {"login": "anna", "password": PASSWORD})
    mine.post("/accounts/login/", {"login": "paula", "password": PASSWORD})
    session = UserSession.objects.get(user__username="anna")
    assert mine.post(f"/accounts/sessions/{session.pk}/end/").status_code in (302, 404)
    assert UserSession.objects.filter(pk=session.pk).exists()
    assert "_auth_user_id" in theirs.session
    told(TABLE, "POST /accounts/sessions/<of somebody else>/end/", "404, or back to one's own list", "the session")
