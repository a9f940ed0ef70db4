"""A site without a state: its files and imports. For its pages, see tests/network."""

import json

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_neither_files_nor_imports_have_a_place_for_its_data(client, settings, manager):
    settings.STATE = None
    schools = json.loads(client.get("/data/schools.json").getvalue())
    assert "credit" not in schools
    assert not schools["schools"][0].keys() & {"cds_code", "authorizer", "state_records"}
    assert client.get("/data/results.csv").status_code == 404
    client.force_login(manager)
    assert reverse("schools_state_data") not in client.get(reverse("schools_imports")).content.decode()
