"""Links say where they lead. What a published page links to is public, or its editor is told."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from pages.links.form_checks import check_links, check_words
from pages.models import HomePage, PillarPage, StandardPage
from tests.pages.forms import edit_url, form_of

PUBLISH = {"action-publish": "yes"}


@pytest.fixture
def publisher(db, sign_in):
    return sign_in("Publisher")


@pytest.fixture
def standard(db):
    return HomePage.objects.get(locale__language_code="en").add_child(
        instance=StandardPage(title="Visit us", slug="visit", summary="How to visit a school.")
    )


def section(html: str) -> dict:
    """The form data of a body with one section that has the text `html`."""
    return block("section", **{"heading": "Visits", "text": html})


def block(kind: str, **values: str) -> dict:
    data = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": kind}
    return data | {"body-0-id": str(uuid.uuid4())} | {f"body-0-value-{name}": value for name, value in values.items()}


def draft_content(html: str) -> str:
    """Rich text as the editor sends it."""
    return ContentstateConverter(["link"]).from_database_format(html)


def save(client, page, data: dict):
    return client.post(edit_url(page), form_of(client, page) | data)


@pytest.mark.parametrize(
    "words", ["here", "Click here!", " READ MORE › ", "this page", "aquí", "Haga clic aquí.", "más información"]
)
def test_link_texts_without_meaning_are_refused(words):
    with pytest.raises(ValidationError) as error:
        check_words(words)
    assert words.strip() in error.value.messages[0]


@pytest.mark.parametrize("words", ["Enroll here", "our schools", "Here to help", "Leer más sobre la inscripción", ""])
def test_meaningful_link_texts_are_accepted(words):
    check_words(words)


@pytest.mark.parametrize(
    "html", ["", "<p>Click here</p>", '<p><a href="https://x.org"></a></p>', "<a", "<p>" * 5000, "<a>our schools" * 100]
)
def test_text_without_such_links_is_accepted_whatever_it_is(html):
    check_links(html)


@pytest.mark.parametrize("html", ["<a>here", '<p><a href="https://x.org"><b>Click</b> here', "<a>" * 100 + "here"])
def test_text_with_such_a_link_is_refused_however_it_is_written(html):
    with pytest.raises(ValidationError):
        check_links(html)


@pytest.mark.parametrize("mark_up", ["here", "<b>here</b>", "click <b>here</b>"])
def test_a_link_in_a_section_is_checked_when_the_page_goes_out_and_not_in_drafts(mark_up, publisher, standard):
    text = draft_content(f'<p>See <a href="https://example.org/">{mark_up}</a>.</p>')
    response = save(publisher, standard, section(text) | PUBLISH)
    assert response.status_code == 200
    assert "say where it leads" in response.content.decode()
    standard.refresh_from_db()
    assert not standard.body
    assert save(publisher, standard, section(text)).status_code == 302
    standard.refresh_from_db()
    assert standard.get_latest_revision_as_object().body


def test_a_button_and_the_statement_of_a_commitment_are_checked_too(publisher, standard):
    button = block("call_to_action", heading="Visit", text="", link_text="Click here", url="https://example.org/")
    response = save(publisher, standard, button | {"body-0-value-page": ""} | PUBLISH)
    assert "say where it leads" in response.content.decode()
    pillar = PillarPage.objects.filter(locale__language_code="en").first()
    text = draft_content('<p><a href="https://example.org/">Learn more</a></p>')
    response = save(publisher, pillar, {"statement": text, "figures-count": "0"} | PUBLISH)
    assert "say where it leads" in str(response.context["form"].errors["statement"])


def test_a_published_page_that_links_to_a_draft_says_so_with_a_way_there(publisher, standard):
    draft = standard.get_parent().add_child(instance=StandardPage(title="Tours", slug="tours", live=False))
    text = draft_content(f'<p><a linktype="page" id="{draft.pk}">Tours of our schools</a></p>')
    response = save(publisher, standard, section(text) | PUBLISH)
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert any("links to “Tours”" in message and f"/{draft.pk}/edit/" in message for message in told)
    assert "Tours of our schools" in publisher.get("/visit/").content.decode()
    draft.save_revision().publish()
    response = save(publisher, standard, section(text) | PUBLISH)
    assert not any("links to" in str(message) for message in get_messages(response.wsgi_request))


def test_a_published_page_without_a_summary_says_so(publisher, standard):
    response = save(publisher, standard, {"summary": ""} | PUBLISH)
    assert any("no summary" in str(message) for message in get_messages(response.wsgi_request))
    response = save(publisher, standard, {"summary": "How to visit."} | PUBLISH)
    assert not any("no summary" in str(message) for message in get_messages(response.wsgi_request))


HARD = "Notwithstanding administrative considerations, comprehensive institutional accountability necessitates " * 3


def test_a_published_page_for_families_that_is_hard_to_read_says_so_in_its_language(publisher, standard):
    def warnings(text):
        response = save(publisher, standard, section(draft_content(f"<p>{text}.</p>")) | PUBLISH)
        return [str(message) for message in get_messages(response.wsgi_request) if "hard to read" in str(message)]

    assert "the aim is 8" in warnings(HARD)[0]
    assert warnings("Come and see us. We are glad to help") == []
