"""Hostile scripts in typed text."""

import pytest
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
