"""A translator works beside the original, in the editor or in a PO file."""

import re

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pages.texts.pages import texts_of
from pages.translation.views import exported, imported
from schools.models import EnrollPage, School, SchoolPage
from tests.html import soup
from tests.pages.forms import edit_url
from tests.pages.translation.pages import pillar, publish, section, spanish, stream, with_stream
from tests.schools.people import editor_of

pytestmark = pytest.mark.django_db


def url(page, name="file"):
    return reverse(f"translation_{name}", args=[page.pk])


def upload(client, page, content, name="texts.po"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(url(page), {"file": SimpleUploadedFile(name, content)}, follow=True)


def draft(page):
    return spanish(page).get_latest_revision_as_object()


def po_of(client, page):
    return polib.pofile("\n" + client.get(f"{url(page)}?download").content.decode())


def test_the_editor_has_the_original_of_each_text_and_marks_what_changed(client, sign_in):
    sign_in("Writer")
    page = publish(pillar(), summary="Each child deserves a fair chance.")
    page = publish(page, summary="Every child deserves a fair chance.")
    translation = publish(spanish(page), translates=page.source_texts.last())
    found = soup(client.get(edit_url(translation)))
    beside = {text["data-path"]: text for text in found.select("[data-path]")}
    assert set(beside) == {text.path for text in texts_of(page)}
    assert all(text["lang"] == "en" for text in beside.values())
    assert beside["title"].get_text().strip() == page.title
    summary = beside["summary"]
    assert summary.has_attr("data-changed")
    assert "Every" in summary.select_one(".addition").get_text()
    assert not beside["title"].has_attr("data-changed")
    path = next(text.path for text in texts_of(page) if text.is_html)
    matched = page.source_texts.last()
    del matched.texts[path]
    matched.save()
    new = soup(client.get(edit_url(translation))).select_one(f"[data-path='{path}']")
    assert new.has_attr("data-changed")  # a new text keeps its form
    assert (new.p is not None, new.select_one(".comparison")) == (True, None)
    assert found.select_one(f".translation a[href='{edit_url(page)}']").get_text() == page.title


def test_the_sections_of_the_original_are_previewed_and_saved_as_a_draft_with_the_translated_texts(client, sign_in):
    sign_in("Writer")
    page = EnrollPage.objects.get(locale__language_code="en")
    raw = [*stream(page)[1:], section("A new section")]
    page = with_stream(page, raw)
    translation = spanish(page)
    before, sections = stream(translation), url(translation, "sections")
    assert sections in client.get(edit_url(translation)).content.decode()
    text = soup(client.get(sections)).find("main").get_text()
    assert "A new section" in text
    assert before[0]["value"]["heading"] in text
    assert stream(draft(page)) == before
    assert client.post(sections).status_code == 302
    merged = {block["id"]: block["value"] for block in stream(draft(page))}
    assert [*merged] == [block["id"] for block in raw]
    assert merged == {block["id"]: block["value"] for block in [*before[1:], raw[-1]]}
    assert stream(spanish(page)) == before


@pytest.mark.parametrize("name", ["sections", "file"])
def test_only_people_who_can_edit_the_translation_get_there(client, name):
    school, other = School.objects.filter(team__group__isnull=False)[:2]
    page = SchoolPage.objects.get(school=school, locale__language_code="es")
    others = SchoolPage.objects.get(school=other, locale__language_code="es")
    assert client.get(url(page, name)).status_code == 302
    client.force_login(editor_of(school))
    assert client.get(url(page, name)).status_code == 200
    for forbidden in (others, spanish(pillar()), pillar()):
        assert client.get(url(forbidden, name)).status_code == 403
        assert client.post(url(forbidden, name)).status_code == 403


def test_an_agency_gets_all_texts_and_its_work_becomes_a_draft(client, sign_in):
    sign_in("Writer")
    page = publish(pillar(), summary="Changed.")
    file = po_of(client, spanish(page))
    entries = {entry.msgctxt: entry for entry in file}
    assert {path: entry.msgid for path, entry in entries.items()} == {t.path: t.value for t in texts_of(page)}
    assert entries["summary"].fuzzy
    assert entries["title"].msgstr == spanish(page).title
    assert not entries["title"].fuzzy
    entries["summary"].msgstr, entries["summary"].flags = "Cambió.", []
    entries["statement"].msgstr = '<p>Hola <b>todas</b><script>alert(1)</script> <a href="javascript:x">y</a></p>'
    file.append(polib.POEntry(msgctxt="body/none/heading", msgid="Gone", msgstr="otra"))
    reply = upload(client, spanish(page), str(file)).content.decode()
    assert "2 texts changed." in reply
    assert re.search("Left out, because[^:]*: Gone", reply)
    assert draft(page).summary == "Cambió."
    assert "todas" in draft(page).statement
    assert "script" not in draft(page).statement
    assert spanish(page).summary != "Cambió."


def test_texts_that_no_longer_fit_are_left_out_and_named():
    page, translation = pillar(), spanish(pillar())
    file = polib.pofile("\n" + exported(page, translation))
    for entry in file:
        entry.msgstr = f"{entry.msgstr} (nuevo)"
    page = publish(page, summary="The English changed meanwhile.")
    for path, text in (("body/none/heading", "Gone"), ("slug", page.slug), ("live", "x")):
        file.append(polib.POEntry(msgctxt=path, msgid=text, msgstr="otra"))
    _changed, skipped = imported(str(file).encode(), page, translation)
    assert {"Gone", page.slug, "x"} <= {*skipped}
    assert ["(nuevo)" in text for text in (translation.title, translation.summary)] == [True, False]
    assert translation.slug == spanish(page).slug


def test_an_unreadable_file_is_refused_with_advice_and_a_text_that_is_too_long_by_name(client, sign_in):
    sign_in("Writer")
    before = spanish(pillar()).latest_revision_id
    for content in (b"", b"\xff\xfe\x00", b"no po file", b'msgid "a"\nmsgstr "b\x00"\n', b"PK\x03\x04" + b"\0" * 1000):
        errors = str(upload(client, spanish(pillar()), content).context["form"].errors["file"])
        assert "not a PO file" in errors or "empty" in errors
    errors = upload(client, spanish(pillar()), b"a" * 3_000_000).context["form"].errors["file"]
    assert "too large" in str(errors)
    assert spanish(pillar()).latest_revision_id == before
    file = po_of(client, spanish(pillar()))
    file.find("summary", by="msgctxt").msgstr = "a" * 300
    assert "summary" in upload(client, spanish(pillar()), str(file)).content.decode()
    assert draft(pillar()).summary != "a" * 300


@pytest.mark.parametrize(
    ("hostile", "skipped"),
    [
        ('<p><a linktype="document" id="1">Leer</a></p>', 1),
        ('<p><a linktype="page" id="{}">Leer</a></p>', 1),
        ('<h2>Palabras</h2><embed embedtype="image" id="1" format="left" alt="x"><p>Hola</p>', 0),
    ],
)
def test_a_link_or_picture_that_the_original_does_not_have_is_left_out(hostile, skipped):
    page, translation = pillar(), spanish(pillar())
    file = polib.pofile("\n" + exported(page, translation))
    file.find("statement", by="msgctxt").msgstr = hostile.format(page.pk)
    assert len(imported(str(file).encode(), page, translation)[1]) == skipped
    assert not [part for part in ("linktype", "<h2>", "embed") if part in translation.statement]
