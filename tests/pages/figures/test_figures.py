"""A figure is one record with a series of values: its numbers once, its words in every language.

Changing it is a draft that says every place and every text it concerns.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from pages.figures.periods import period
from pages.figures.places import mentions, pages_with
from pages.models import FactsPage, Figure, FigureValue, HomePage, StandardPage
from tests.cases import cases, fields
from tests.factories import home
from tests.html import assert_valid, filled, soup, words
from tests.pages.forms import PUBLISH, edit_url
from tests.pages.translation.pages import publish, section, with_stream
from tests.schools.people import person
from toolkit.activity_log.models import AuditEntry

pytestmark = pytest.mark.django_db
NEWER = {"value": "12,500", "as_of_en": "June 2027", "source_en": "Our own count"}
LABEL, DEFINITION = "de estudiantes de <último> año", "Quienes se gradúan & entran a la universidad."
NO_PERIODS = ("", "soon", "2025–27", "Juny 2026", "June 31, 2026", "0000", "9999–00", "20256")


@pytest.fixture
def figure():
    """One that the home pages show."""
    figure = Figure.objects.get(name="Scholars, rounded")
    publish(home(), figures=[("figure", figure)])
    return figure


def url(name, *args):
    return reverse(Figure.snippet_viewset.get_url_name(name), args=args)


def with_newer(client, figure, **more):
    """The form of `figure`, with a newer value in the row that its script adds."""
    response = client.get(url("edit", figure.pk))
    assert all(f'name="values-__prefix__-{name}"' in response.content.decode() for name in (*NEWER, "source_es"))
    row = {f"values-1-{name}": value for name, value in {"id": "", "source_url": "", **NEWER}.items()}
    return filled(response) | {"values-TOTAL_FORMS": "2"} | row | more


@pytest.mark.parametrize(("text", "first", "last", "spanish"), cases(__file__, "periods.csv"))
def test_a_date_is_written_as_people_write_it_and_named_in_each_language(text, first, last, spanish):
    assert [day.isoformat() for day in (period(text).first, period(text).last)] == [first, last]
    with override("es"):
        assert str(period(text)).lower() == spanish
    assert not [wrong for wrong in NO_PERIODS if period(wrong)]


def test_the_newest_value_is_shown_however_the_values_were_entered(client, figure):
    figure.values.add(FigureValue(value="9,000", as_of="2016–17", source="Older"))
    source = {"en": "Newer", "es": "Más nuevo"}
    figure.values.add(FigureValue(value="12,500", as_of="June 2027", source=source))
    figure.save()
    figure = Figure.objects.get(pk=figure.pk)
    assert (str(figure.newest.named_as_of), figure.newest.source) == ("June 2027", source)
    assert [value.value for value in figure.series] == ["12,500", "13,000", "9,000"]
    assert "12,500" in words(client.get("/"))
    assert "junio de 2027 · más nuevo" in words(client.get("/es/")).lower()


def test_a_writer_enters_a_value_and_a_publisher_approves_it(client, figure, sign_in):
    sign_in("Writer")
    sent = with_newer(client, figure)
    assert client.post(url("edit", figure.pk), sent).status_code == 302
    assert "13,000" in words(client.get("/"))
    assert client.post(url("edit", figure.pk), sent | PUBLISH).status_code in (302, 403)
    assert "13,000" in words(client.get("/"))  # a Writer's “publish” saves a draft at most

    sign_in("Publisher")
    edit = client.get(url("edit", figure.pk))
    said = " ".join(soup(edit).get_text().split())
    assert "Public now: 13,000. After publishing: 12,500." in said
    assert "Entered by Writer. Not approved yet." in said
    sent = filled(edit) | PUBLISH
    assert client.post(url("edit", figure.pk), sent).status_code == 302
    assert "12,500" in words(client.get("/"))
    newest = Figure.objects.get(pk=figure.pk).series[0]
    assert (str(newest.entered_by), str(newest.approved_by)) == ("Writer", "Publisher")

    sent = filled(client.get(url("edit", figure.pk))) | {"name": "Renamed", **PUBLISH}
    assert client.post(url("edit", figure.pk), sent).status_code == 302
    newest.refresh_from_db()
    assert (str(newest.entered_by), newest.value) == ("Writer", "12,500")  # the same row, nothing entered again


@pytest.mark.parametrize(("change", "message"), cases(__file__, "refused.csv"))
def test_what_cannot_be_published_is_refused_with_the_reason(client, figure, sign_in, change, message):
    sign_in("Publisher")
    answer = client.post(url("edit", figure.pk), with_newer(client, figure, **fields(change)) | PUBLISH)
    assert message in answer.content.decode()
    assert Figure.objects.get(pk=figure.pk).newest.value == "13,000"


@pytest.fixture
def typed(contact):
    """A public page and its translation with the number as typed words."""
    contact.summary = "Call 13000 people."
    return with_stream(contact, [section("H", "<p>All <b>13,000</b> of us, not 13,0005.</p>", "a" * 8)])


def test_the_form_names_every_public_page_and_text_with_a_link_to_mend_it(client, figure, typed, sign_in):
    sign_in("Publisher")
    panel = soup(client.get(url("edit", figure.pk))).select_one(".figure-places")
    links = {link["href"] for link in panel.select("a")}
    changing = [*HomePage.objects.live(), *FactsPage.objects.live()]
    edit = edit_url(typed)
    assert {edit, f"{edit}#block-{'a' * 8}-section", *map(edit_url, changing)} <= links
    marked = [mark.get_text() for mark in panel.select("mark")]
    assert "13,000" in marked
    assert "13,0005" not in marked
    assert typed.pk in [mention.page.pk for mention in mentions(figure, ["13,000"])]
    for page in (typed, *HomePage.objects.all()):
        page.unpublish()
    assert typed.pk not in [mention.page.pk for mention in mentions(figure, ["13,000"])]
    assert not [page for page in pages_with(figure) if page.depth == 2]


def test_the_preview_shows_the_draft_in_each_language_and_on_each_page(client, figure, sign_in):
    sign_in("Writer")
    preview = url("preview_on_edit", figure.pk)
    assert client.post(preview, with_newer(client, figure)).json()["is_valid"]
    for mode in ["en", "es", *(str(page.pk) for page in pages_with(figure))]:
        response = client.get(preview, {"mode": mode})
        assert "12,500" in soup(response).main.get_text(), mode
        assert "13,000" not in soup(response).select_one(f".figures, #figure-{figure.pk}").get_text()
    private = StandardPage.objects.first()
    assert client.get(preview, {"mode": str(private.pk)}).status_code in (302, 403)
    assert "13,000" in words(client.get("/"))


def test_a_page_shows_the_number_with_the_words_of_its_language_or_else_in_english_marked_as_such(client, figure):
    def marked(path="/es/"):
        section = assert_valid(client.get(path)).select_one(".figures").find_parent("section")
        return " ".join(section.get_text().split()), [tag.get_text() for tag in section.select("[lang=en]")]

    figure.label, figure.definition = {**figure.label, "es": LABEL}, {"en": str(figure.definition)}
    figure.save()
    text, in_english = marked()
    assert "13,000" in text
    assert LABEL in text
    assert str(figure.definition) in in_english
    assert LABEL not in in_english
    text, in_english = marked("/")
    assert LABEL not in text
    assert in_english == []
    figure.definition = {**figure.definition, "es": DEFINITION}
    figure.save()
    figure.values.update(as_of={"en": "2018–19", "es": "ciclo 2018–19"}, source={"en": "Ours", "es": "Alliance"})
    text, in_english = marked()
    assert in_english == []
    assert not [part for part in (LABEL, DEFINITION, "ciclo 2018–19 · Alliance") if part not in text]


def test_a_publisher_writes_both_languages_on_one_form_and_the_log_says_so(sign_in, figure):
    client = sign_in("Publisher")
    sent = filled(client.get(url("edit", figure.pk)))
    sent |= {"values-0-value": "13,036", "label_es": LABEL, "definition_es": DEFINITION, **PUBLISH}
    assert client.post(url("edit", figure.pk), sent).status_code == 302
    figure = Figure.objects.get(pk=figure.pk)
    assert (figure.newest.value, figure.label["es"]) == ("13,036", LABEL)
    entry = AuditEntry.objects.get(action="ledger.changed", detail__has_key="label.es")
    assert (entry.actor_name, entry.object_title) == ("Publisher", "Scholars, rounded")
    assert any(line.startswith("Label (es): ") and line.endswith(f" → {LABEL}") for line in entry.changes)
    assert not any(line.startswith("Label (en)") for line in entry.changes)
    row = next(row for row in soup(client.get(url("list"))).select("tbody tr") if figure.name in row.get_text())
    assert "English, Spanish" in row.get_text()
    sent = filled(client.get(url("add"))) | {"name": "New", "label_en": "x", "computed_from": "schools_open"}
    assert client.post(url("add"), sent | {"label_es": LABEL, **PUBLISH}).status_code == 302
    assert Figure.objects.get(name="New").label == {"en": "x", "es": LABEL}


@pytest.fixture
def overdue():
    """Three: the Writer's, an older one of nobody, and one that was withdrawn."""
    yesterday, figures = timezone.localdate() - timedelta(days=1), list(Figure.objects.all()[:4])
    Figure.objects.filter(pk=figures[0].pk).update(check_by=yesterday, owner=person("Writer", "Writer"))
    Figure.objects.filter(pk=figures[1].pk).update(check_by=yesterday - timedelta(days=9))
    Figure.objects.filter(pk=figures[2].pk).update(check_by=yesterday, live=False)
    Figure.objects.filter(pk=figures[3].pk).update(check_by=timezone.localdate())  # not yet
    return [Figure.objects.get(pk=figure.pk) for figure in figures]


def test_the_home_page_names_those_that_are_due_ones_own_first(sign_in, overdue):
    def named(role):
        panel = soup(sign_in(role).get(reverse("wagtailadmin_home"))).select_one("#figures-to-check-section")
        return panel and [link.get_text() for link in panel.select("li a")]

    assert named("Writer") == [str(figure) for figure in overdue[:2]]
    assert named("Publisher") == [str(overdue[1]), str(overdue[0])]
    assert named("Listings manager") is None
    Figure.objects.update(check_by=None)
    assert named("Writer") is None


def test_the_list_can_be_asked_for_them_and_for_an_owner(sign_in, overdue):
    client = sign_in("Publisher")
    found = client.get(url("list"), {"is_overdue": "true"}).context["object_list"]
    assert {figure.pk for figure in found} == {figure.pk for figure in overdue[:2]}
    found = client.get(url("list"), {"owner": overdue[0].owner_id}).context["object_list"]
    assert [figure.pk for figure in found] == [overdue[0].pk]
    assert client.get(url("list"), {"is_overdue": "true", "export": "csv"}).status_code == 200
