"""A site without a state: whole pages that promise nothing by law and compare with nothing."""

import json
import re

import pytest
from django.db import connection
from django.urls import reverse

from schools.models import Posting, Requirement, School
from tests.html import soup
from tests.schools.desk.pages import address, more

pytestmark = pytest.mark.django_db

FAMILIES = (
    *("schools/gertz-ressler/", "schools/?near=90044", "schools/?q=free+lunch"),
    *("schools/compare/?school=gertz-ressler&school=kory-hunter", "schools/gertz-ressler/required-documents/"),
)
SPANISH = {"schools/": "escuelas/", "compare/": "comparar/", "required-documents/": "documentos-obligatorios/"}
OF_STATE = re.compile(
    r"California\b(?!\.| es negativa)|\bCDE\b|\bCDS\b|LAUSD|Los Angeles Unified|Distrito.*Los Ángeles"
    r"|by (?:state )?law|por ley|ley estatal|what the law|lo que dice la ley|state data|the state’s|del estado\b",
    re.IGNORECASE,
)


@pytest.fixture
def without_a_state(settings):
    """Schools of a network that names no state: no records, numbers, or requirements of one."""
    settings.STATE = None
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE schools_staterecord CASCADE")  # row by row, triggers would take seconds
    Posting.objects.all().delete()
    Requirement.objects.all().delete()
    School.objects.update(details_source="")
    title = {"en": "Handbook", "es": "Manual"}
    own = Requirement.objects.create(code="own", title=title, topic="board", scope="school", duty="recommended")
    Posting.objects.create(requirement=own, school=School.objects.get(slug="gertz-ressler"), url="https://example.org/")


def check(response):
    """Nothing on the page is of a state, and no heading is followed by another of its level, or by the end."""
    assert response.status_code == 200
    page = soup(response)
    for content in page.select(".body .prose, .site-footer nav, header"):  # what staff write
        content.string = "Text"
    assert sorted({match[0] for match in OF_STATE.finditer(page.get_text(" "))}) == []
    for section in page.select("main section"):
        headings = section.select("h2, h3")
        assert len(section.get_text(strip=True)) > sum(len(one.get_text(strip=True)) for one in headings), section


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_families_read_names_no_state(client, without_a_state, language):
    for path in FAMILIES:
        for english, spanish in SPANISH.items() if language == "es" else ():
            path = path.replace(english, spanish)
        check(client.get(f"/es/{path}" if language == "es" else f"/{path}"))
    data = client.get("/es/datos/" if language == "es" else "/data/")
    check(data)
    assert not soup(data).select("#measures, #results")


def test_the_files_have_no_columns_of_a_state(client, without_a_state):
    schools = json.loads(client.get("/data/schools.json").getvalue())
    assert "credit" not in schools
    assert not schools["schools"][0].keys() & {"cds_code", "authorizer", "state_records"}
    assert client.get("/data/results.csv").status_code == 404


def test_staff_have_no_place_for_its_data(client, without_a_state, school, editor, manager):
    for user in (editor, manager):
        client.force_login(user)
        for path in (address(school), more(school)):
            check(client.get(path))
    imports = client.get(reverse("schools_imports"))
    check(imports)
    assert reverse("schools_state_data") not in imports.content.decode()
