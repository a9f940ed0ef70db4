"""Hostile requests for things that belong to others."""

import pytest
from django.urls import reverse

from schools.models import MistakeReport, School

from .requests import REPORT, TABLE, person

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
