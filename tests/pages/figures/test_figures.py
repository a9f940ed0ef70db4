"""A figure is one record: its number once, its words in every language."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from pages.models import Figure, HomePage
from tests.html import assert_valid, filled, soup
from toolkit.activity_log.models import AuditEntry

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "on"}


def shared():
    return Figure.objects.get(name="Scholars, rounded")


def test_a_page_shows_the_number_with_the_words_of_its_language_or_else_in_english_marked_as_such(client):
    def band(path="/es/"):
        response = client.get(path)
        assert_valid(response)
        section = soup(response).select_one(".figures").find_parent("section")
        return " ".join(section.get_text().split()), [tag.get_text() for tag in section.select("[lang=en]")]

    figure, home = shared(), HomePage.objects.get(locale__language_code="en")
    figure.label, figure.definition = {**figure.label, "es": LABEL}, {"en": str(figure.definition)}
    figure.save()
    home.figures = [("figure", figure)]
    home.save_revision().publish()
    text, in_english = band()
    assert "13,000" in text
    assert LABEL in text
    assert str(figure.definition) in in_english
    assert LABEL not in in_english
    text, in_english = band("/")
    assert LABEL not in text
    assert in_english == []
    figure.definition = {**figure.definition, "es": DEFINITION}
    figure.save()
    words = {"as_of": {"en": "2018–19", "es": "ciclo 2018–19"}, "source": {"en": "Ours", "es": "Alliance"}}
    figure.values.update(value="13,036", **words)
    text, in_english = band()
    assert in_english == []
    assert not [part for part in ("13,036", LABEL, DEFINITION, "ciclo 2018–19 · Alliance") if part not in text]
    assert "13,036" in band("/")[0]


LABEL, DEFINITION = "de estudiantes de <último> año", "Quienes se gradúan & entran a la universidad."


def admin_url(name, *args):
    return reverse(Figure.snippet_viewset.get_url_name(name), args=args)


def test_a_publisher_writes_both_languages_on_one_form_and_the_log_says_so(sign_in):
    client, figure = sign_in("Publisher"), shared()
    sent = filled(client.get(admin_url("edit", figure.pk)))
    sent |= {"values-0-value": "13,036", "label_es": LABEL, "definition_es": DEFINITION, **PUBLISH}
    assert client.post(admin_url("edit", figure.pk), sent).status_code == 302
    figure = shared()
    assert (figure.newest.value, figure.label["es"]) == ("13,036", LABEL)
    entry = AuditEntry.objects.get(action="ledger.changed", detail__has_key="label.es")
    assert (entry.actor_name, entry.object_title) == ("Publisher", "Scholars, rounded")
    assert any(line.startswith("Label (es): ") and line.endswith(f" → {LABEL}") for line in entry.changes)
    assert not any(line.startswith("Label (en)") for line in entry.changes)
    row = next(row for row in soup(client.get(admin_url("list"))).select("tbody tr") if figure.name in row.get_text())
    assert "English, Spanish" in row.get_text()
    sent = filled(client.get(admin_url("add"))) | {"name": "New", "label_en": "x", "computed_from": "schools_open"}
    assert client.post(admin_url("add"), sent | {"label_es": LABEL, **PUBLISH}).status_code == 302
    assert Figure.objects.get(name="New").label == {"en": "x", "es": LABEL}


LIST = "/admin/snippets/pages/figure/"


def person(role):
    user = get_user_model().objects.get_or_create(username=role)[0]
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def overdue():
    """Three: the Writer's, an older one of nobody, and one that was withdrawn."""
    yesterday, figures = timezone.localdate() - timedelta(days=1), list(Figure.objects.all()[:4])
    Figure.objects.filter(pk=figures[0].pk).update(check_by=yesterday, owner=person("Writer"))
    Figure.objects.filter(pk=figures[1].pk).update(check_by=yesterday - timedelta(days=9))
    Figure.objects.filter(pk=figures[2].pk).update(check_by=yesterday, live=False)
    Figure.objects.filter(pk=figures[3].pk).update(check_by=timezone.localdate())  # not yet
    return figures


def test_the_home_page_names_those_that_are_due_ones_own_first(client, overdue):
    def named(role):
        client.force_login(person(role))
        panel = soup(client.get(reverse("wagtailadmin_home"))).select_one("#figures-to-check-section")
        return panel and [link.get_text() for link in panel.select("li a")]

    assert named("Writer") == [str(figure) for figure in overdue[:2]]
    assert named("Publisher") == [str(overdue[1]), str(overdue[0])]
    assert named("Listings manager") is None
    Figure.objects.update(check_by=None)
    assert named("Writer") is None


def test_the_list_can_be_asked_for_them_and_for_an_owner(client, overdue):
    client.force_login(person("Publisher"))
    found = client.get(LIST, {"is_overdue": "true"}).context["object_list"]
    assert {figure.pk for figure in found} == {figure.pk for figure in overdue[:2]}
    found = client.get(LIST, {"owner": person("Writer").pk}).context["object_list"]
    assert [figure.pk for figure in found] == [overdue[0].pk]
    assert client.get(LIST, {"is_overdue": "true", "export": "csv"}).status_code == 200
