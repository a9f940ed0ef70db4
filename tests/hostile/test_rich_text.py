"""Rich text that would keep the editor busy: it is put in order, or refused with its words still in the form."""

import json

import pytest
from bs4 import BeautifulSoup
from wagtail.admin.rich_text import get_rich_text_editor_widget
from wagtail.test.utils.form_data import nested_form_data, streamfield

from pages.models import PillarPage, StandardPage
from tests.html import soup
from tests.pages.forms import edit_url, form_of

from .requests import bounded

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
REFUSED = "This text has too many paragraphs, links, or passages in bold and italics."


def block(text="a", styles=(), links=(), **more):
    return {"key": "a", "text": text, "type": "unstyled", "depth": 0} | {
        "inlineStyleRanges": [{"offset": start, "length": length, "style": style} for start, length, style in styles],
        "entityRanges": [{"offset": start, "length": length, "key": key} for start, length, key in links],
        **more,
    }


def state(*blocks, links=()):
    entities = {str(n): {"type": "LINK", "mutability": "MUTABLE", "data": data} for n, data in enumerate(links)}
    return json.dumps({"blocks": blocks, "entityMap": entities})


def stored(sent):
    return get_rich_text_editor_widget().value_from_datadict({"text": sent}, {}, "text")


WORDS = "ab" * 1500
OVERLAPPING = [(start, 1500, style) for start in range(750) for style in ("BOLD", "ITALIC")]
ORDERED = {  # what it is: what is sent, and what is stored
    "1,500 overlapping ranges": (
        state(block(WORDS, OVERLAPPING)),
        f"<p><b><i>{WORDS[:2249]}</i></b>{WORDS[2249:]}</p>",
    ),
    "1,500 styles of its own": (state(block(WORDS, [(n, 1500, f"S{n}") for n in range(1500)])), f"<p>{WORDS}</p>"),
    "links inside each other": (
        state(block("abcdef", links=[(2, 4, 1), (0, 4, 0)]), links=[{"url": "/a"}, {"url": "/b"}]),
        '<p><a href="/a">abcd</a>ef</p>',
    ),
    "a link to nothing": (state(block("abc", links=[(0, 1, 7)])), "<p>abc</p>"),
    "ranges outside the text": (
        state(block("abc", [(-9, 11, "BOLD"), (2, 10**9, "ITALIC")])),
        "<p><b>ab</b><i>c</i></p>",
    ),
    "a list a million levels deep": (
        state(block("a", type="unordered-list-item", depth=10**6)),
        "<ul><li><ul><li><ul><li><ul><li><ul><li>a</li></ul></li></ul></li></ul></li></ul></li></ul>",
    ),
}


@pytest.mark.parametrize("what", ORDERED)
def test_text_that_the_editor_never_sends_is_cleaned(what):
    sent, expected = ORDERED[what]
    with bounded(1):
        html = BeautifulSoup(stored(sent), "html.parser")
    for element in html.find_all(attrs={"data-block-key": True}):
        del element["data-block-key"]
    for item in html.find_all("li", class_=True):
        del item["class"]
    assert str(html) == expected


SCRIPTS = [
    *("javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>", "vbscript:x"),
    "\x01javascript:alert(1)",
]
MARKUP = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href=//evil.example onclick=x>"]


@pytest.mark.parametrize(("text", "link"), [*(("click", link) for link in SCRIPTS), *((text, "") for text in MARKUP)])
def test_pasted_text_and_links_bring_no_script(text, link):
    sent = state(block(text, links=[(0, len(text), 0)]), links=[{"url": link}]) if link else state(block(text))
    html = stored(sent)
    assert not BeautifulSoup(html, "html.parser").select("script, img, [onclick], [href]")


LONG = {
    "3,000 paragraphs": state(*[block()] * 3000),
    "300 links": state(block("a" * 300, links=[(n, 1, n) for n in range(300)]), links=[{"id": n} for n in range(300)]),
    "3,000 bold letters": state(block("ab" * 3000, [(2 * n, 1, "BOLD") for n in range(3000)])),
    "2 MB of text": state(block("All kids college-ready. " * 90_000)),
}


@pytest.mark.parametrize("what", LONG)
def test_a_text_that_is_too_long_is_refused_and_stays_in_the_form(admin_client, what):
    page = PillarPage.objects.first()
    data = form_of(admin_client, page) | {"statement": LONG[what], "action-publish": "1"}
    with bounded():
        response = admin_client.post(edit_url(page), data)
    field = response.context["form"]["statement"]
    assert REFUSED in str(field.errors)
    assert json.loads(soup(response).find(attrs={"name": "statement"})["value"]) == json.loads(LONG[what])
    page.refresh_from_db()
    assert not page.has_unpublished_changes


def body(*texts):
    return nested_form_data(
        {"body": streamfield([("section", {"heading": "Heading", "text": text}) for text in texts])}
    )


def test_a_block_of_text_that_is_too_long_is_refused_too(admin_client):
    page = StandardPage.objects.live().first()
    response = admin_client.post(edit_url(page), form_of(admin_client, page) | body(LONG["300 links"]))
    assert response.context["form"].errors["body"]
    assert REFUSED in response.content.decode()
    page.refresh_from_db()
    assert not page.has_unpublished_changes


MALFORMED = ["[" * 100_000, "[]", "{}", '{"blocks": 1, "entityMap": {}}', state({"text": "a"})]


def test_text_of_another_format_is_a_bad_request(admin_client):
    page = PillarPage.objects.first()
    data = form_of(admin_client, page)
    for sent in MALFORMED:
        assert admin_client.post(edit_url(page), data | {"statement": sent}).status_code == 400


def linked(kind, count, first):
    """A text with this many links to different things."""
    entities = {str(n): {"type": kind, "mutability": "MUTABLE", "data": {"id": first + n}} for n in range(count)}
    text = block("a" * count, links=[(n, 1, n) for n in range(count)])
    return json.dumps({"blocks": [text], "entityMap": entities})


@pytest.mark.parametrize(("kind", "count"), [("LINK", 199), ("DOCUMENT", 199), ("FIGURE", 199), ("LINK", 1)])
def test_a_form_full_of_links_is_read_and_shown_in_time(admin_client, kind, count):
    """As many texts as a form can have. Where their links lead is looked up when the form is shown."""
    page = StandardPage.objects.live().first()
    number = min(2_200_000 // len(linked(kind, count, 10_000)), 1_600)
    data = form_of(admin_client, page) | body(*(linked(kind, count, count * n + 1) for n in range(number)))
    with bounded():
        response = admin_client.post(edit_url(page), data)
    assert response.status_code == 302, response.context["form"].errors
    with bounded():
        admin_client.get(edit_url(page))
