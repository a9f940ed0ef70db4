"""Hostile scripts in typed text."""

import json

import pytest
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.models import Page

from pages.models import Announcement, StandardPage
from pages.texts import TextsField
from schools.models import Recognition, School

from .requests import REPORT, SCRIPT, TABLE, assert_no_script

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]


def test_typed_text_is_escaped_on_every_page(client, told):
    page = StandardPage.objects.live().filter(locale__language_code="en").first()
    Page.objects.filter(pk=page.pk).update(title=SCRIPT, seo_title=SCRIPT, search_description=SCRIPT)
    School.objects.filter(slug="gertz-ressler").update(name=SCRIPT, phone=SCRIPT[2:16])
    Recognition.objects.create(school=School.objects.get(slug="gertz-ressler"), title=SCRIPT, year=2020, source=SCRIPT)
    announcement = Announcement()
    for field in Announcement._meta.fields:
        if (
            (isinstance(field, TextsField) or field.get_internal_type() in ("CharField", "TextField"))
            and field.name not in ("slug",)
            and not field.choices
        ):
            setattr(announcement, field.name, SCRIPT[: field.max_length])
    announcement.live = True
    announcement.save()
    for path in (
        "/",
        page.url,
        "/schools/",
        "/schools/gertz-ressler/",
        REPORT,
        "/search/?q=script",
        "/schools/compare/?school=gertz-ressler",
        "/es/escuelas/",
    ):
        response = client.get(path)
        assert response.status_code in (200, 404), path
        assert_no_script(response)
    told(TABLE, "a script as title, name, notice, phone", "the characters themselves, as text", "what was typed")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "\x01javascript:alert(1)",
    ],
)
def test_no_pasted_link_is_a_script(told, link):
    state = {
        "blocks": [
            {
                "key": "a",
                "text": "click",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 5, "key": 0}],
            }
        ],
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": link}}},
    }
    html = DraftailRichTextArea().value_from_datadict({"body": json.dumps(state)}, {}, "body")
    assert "script:" not in html.lower()
    assert "data:" not in html
    told(TABLE, f"rich text pasted with a link to {link!r}", "text without a link", html)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href=//evil.example onclick=x>"]
)
def test_no_pasted_text_is_markup(told, text):
    state = {
        "blocks": [
            {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
        ],
        "entityMap": {},
    }
    html = DraftailRichTextArea().value_from_datadict({"body": json.dumps(state)}, {}, "body")
    assert "<script" not in html
    assert "<img" not in html
    assert "<a " not in html
    told(TABLE, f"rich text pasted: {text}", "text", html)
