"""The admin has the site's design, shows which environment it is, and what tells similar choices apart."""

import pytest
from django.test import Client
from django.urls import reverse

from alliance_site.settings.environment import Environment, choice
from pages.models import Figure
from schools.models import School
from tests.html import soup
from tests.schools.people import person

pytestmark = pytest.mark.django_db


def test_the_editor_says_which_copy_of_the_site_it_is(admin_client, client, settings):
    for copy, word in (
        ("development", "Development a copy for trying things out"),
        ("staging", "Staging visitors do not see this copy"),
        ("production", "Production visitors see what you publish"),
    ):
        settings.ENVIRONMENT = Environment(copy)
        for response in (admin_client.get(reverse("wagtailadmin_home")), Client().get(reverse("account_login"))):
            assert soup(response).select_one(f"aside.environment--{copy}").get_text() == word
    assert choice("ENVIRONMENT", "", Environment.PRODUCTION) == "production"
    assert choice("ENVIRONMENT", " Staging ", Environment.PRODUCTION) == "staging"


def test_a_figure_is_chosen_by_its_value_and_source_and_a_school_by_its_level_grades_and_place(client):
    def rows(model):
        url = reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
        found = [" ".join(row.get_text(" ").split()) for row in soup(client.get(url)).select("tbody tr")]
        assert len(found) == model.objects.count()
        return found

    client.force_login(person("writer", "Writer"))
    figures = rows(Figure)
    (typed,) = [row for row in figures if "Scholars, rounded" in row]
    assert typed.startswith("13,000 · Scholars, rounded")
    assert "2018–19 Alliance, “Who we are”" in typed
    school, schools = School.objects.get(slug="gertz-ressler"), rows(School)
    (row,) = [row for row in schools if row.startswith(school.name)]
    assert f"High school 9–12 {school.campus.area}" in row
    closed = School.objects.filter(closed__isnull=False).first()
    assert any(row.startswith(closed.name) and str(closed.closed.year) in row for row in schools)
