"""A site without a state: its files and imports. For its pages, see tests/network."""

import json

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_neither_files_nor_imports_have_a_place_for_its_data(office, settings):
    settings.STATE = None
    schools = json.loads(office.get("/data/schools.json").getvalue())
    assert "credit" not in schools
    assert not schools["schools"][0].keys() & {"cds_code", "authorizer", "state_records"}
    assert office.get("/data/results.csv").status_code == 404
    assert reverse("schools_state_data") not in office.get(reverse("schools_imports")).content.decode()
