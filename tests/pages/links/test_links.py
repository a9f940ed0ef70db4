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


def block(kind: str, **values: str) -> dict:
    data = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": kind}
    return data | {"body-0-id": str(uuid.uuid4())} | {f"body-0-value-{name}": value for name, value in values.items()}


HERE = ["here", "Click here!", " READ MORE › ", "this page", "aquí", "Haga clic aquí.", "más información"]
MEANT = ["Enroll here", "our schools", "Here to help", "Leer más sobre la inscripción", ""]
HERE_IN_HTML = ["<a>here", '<p><a href="https://x.org"><b>Click</b> here', "<a>" * 100 + "here"]
MEANT_IN_HTML = ["", "<p>Click here</p>", '<p><a href="https://x.org"></a></p>', "<a", "<p>" * 5000]


@pytest.mark.parametrize(
    ("check", "refused", "accepted"), [(check_words, HERE, MEANT), (check_links, HERE_IN_HTML, MEANT_IN_HTML)]
)
def test_link_texts_without_meaning_are_refused_however_they_are_written(check, refused, accepted):
    for words in refused:
        with pytest.raises(ValidationError) as error:
            check(words)
        assert check is check_links or words.strip() in error.value.messages[0]
    for words in [*accepted, "<a>our schools" * 100]:
        check(words)


def section(html: str) -> dict:
    """The form data of a body with one section that has the text `html`, as the editor sends it."""
    return block("section", heading="Visits", text=ContentstateConverter(["link"]).from_database_format(html))


def save(client, page, data: dict):
    return client.post(edit_url(page), form_of(client, page) | data)


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_links_in_texts_buttons_and_statements_are_checked_when_the_page_goes_out_and_not_in_drafts(
    publisher, standard
):
    text = section('<p>See <a href="https://example.org/">click <b>here</b></a>.</p>')
    button = block("call_to_action", heading="Visit", text="", link_text="Click here", url="https://example.org/")
    for body in (text, button | {"body-0-value-page": ""}):
        assert "say where it leads" in save(publisher, standard, body | PUBLISH).content.decode()
    standard.refresh_from_db()
    assert not standard.body
    assert save(publisher, standard, text).status_code == 302
    standard.refresh_from_db()
    assert standard.get_latest_revision_as_object().body
    pillar = PillarPage.objects.filter(locale__language_code="en").first()
    statement = section('<p><a href="https://example.org/">Learn more</a></p>')["body-0-value-text"]
    response = save(publisher, pillar, {"statement": statement, "figures-count": "0"} | PUBLISH)
    assert "say where it leads" in str(response.context["form"].errors["statement"])


def test_a_published_page_tells_its_editor_of_a_link_to_a_draft_a_missing_summary_and_hard_words(publisher, standard):
    draft = standard.get_parent().add_child(instance=StandardPage(title="Tours", slug="tours", live=False))
    text = section(f'<p><a linktype="page" id="{draft.pk}">Tours of our schools</a>. {HARD}.</p>')
    said = told(save(publisher, standard, text | {"summary": ""} | PUBLISH))
    assert "links to “Tours”" in said
    assert f"/{draft.pk}/edit/" in said
    assert "no summary" in said
    assert "the aim is 8" in said
    assert "Tours of our schools" in publisher.get("/visit/").content.decode()
    draft.save_revision().publish()
    text = section(f'<p><a linktype="page" id="{draft.pk}">Tours of our schools</a>. We are glad to help.</p>')
    said = told(save(publisher, standard, text | {"summary": "How to visit."} | PUBLISH))
    assert not [words for words in ("links to", "no summary", "hard to read") if words in said]


HARD = "Notwithstanding administrative considerations, comprehensive institutional accountability necessitates " * 3
