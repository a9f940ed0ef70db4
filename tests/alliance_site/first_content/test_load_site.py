"""The first content is loaded once, never overwrites changes by staff, and is stored as the editor writes it."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.serializers import serialize
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageViewRestriction, Revision, Site

from alliance_site.first_content import files
from alliance_site.first_content.updates import LOADED
from pages.models import Figure, PillarPage, SourceText, StoryPage
from pages.texts.pages import stream_fields, texts_of
from pages.texts.reading import measure, paragraph
from pages.translation.parity import pairs
from schools.models import (
    Answer,
    Campus,
    Meaning,
    Place,
    Requirement,
    Result,
    School,
    SchoolPage,
    StateRecord,
    StorySchool,
    Synonym,
)
from tests.html import soup
from tests.pages.forms import edit_url, form_with_streams

pytestmark = pytest.mark.django_db


CONTENT = (
    *(Campus, Figure, Page, PageViewRestriction, Result, Revision, School, SchoolPage, Site, StateRecord),
    *(Place, Requirement, Answer, Synonym, StoryPage, StorySchool),
)


def snapshot():
    """Every row, but for its key and its day: a row that comes again has others."""
    return {
        kind: sorted(repr(row["fields"] | {"changed": None}) for row in serialize("python", kind.objects.all()))
        for kind in CONTENT
    }


def edited(row, **values):
    """Change `row` as staff do in the editor."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    log(instance=row, action="wagtail.edit", user=None)


LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def staff_change_and_delete():
    pillar, school = PillarPage.objects.first(), School.objects.get(slug="merkin")
    pillar.title, school.phone = "Changed by an editor", "(213) 555-0100"
    pillar.save_revision().publish()
    school.save()
    SchoolPage.objects.get(slug="merkin", locale__language_code="en").delete()
    edited(Requirement.objects.get(code="lcap"), title="Ours", counsel_to_confirm=False)
    edited(Answer.objects.get(key="bus", language="en"), text="From the office")
    phrase = Synonym.objects.get(phrase="middle school")
    log(instance=phrase, action="wagtail.delete", user=None, deleted=True)
    phrase.delete()
    edited(Synonym.objects.get(phrase="high school"), phrase="upper school", folded="upper school")


def an_earlier_release_was_loaded():
    """What laws and families say was different, and one phrase is only in that release."""
    Requirement.objects.update(changed=LONG_AGO)
    Requirement.objects.filter(code="sarc").update(title={"en": "Old"})
    ModelLogEntry.objects.filter(data__has_key=LOADED, data__loaded__contains=[["form-990"]]).delete()
    Requirement.objects.filter(code="form-990").delete()  # so it is new in the file
    Requirement.objects.filter(code="uniform-complaints").update(due_month=2)
    Answer.objects.filter(key="bus", language="es").update(text="Viejo", page=None)
    Synonym.objects.filter(phrase="elementary school").update(meaning="gone", value="")
    Place.objects.filter(name="90011").delete()
    Synonym.objects.create(phrase="an earlier word", folded="an earlier word", meaning=Meaning.NOTHING)
    kind = ContentType.objects.get_for_model(Synonym)
    run = ModelLogEntry.objects.filter(content_type=kind, data__has_key=LOADED).last()
    run.data[LOADED].append(["an earlier word"])
    run.save()


def test_loading_again_follows_the_files_but_not_where_staff_edited_or_deleted():
    staff_change_and_delete()
    as_it_should_be = snapshot()
    an_earlier_release_was_loaded()
    assert snapshot() != as_it_should_be
    for _time in range(2):
        call_command("load_site")
        assert snapshot() == as_it_should_be
    assert not ModelLogEntry.objects.filter(data__loaded__contains=[["an earlier word"]]).exists()  # it can come back
    assert Requirement.objects.get(code="sarc").changed > LONG_AGO
    assert Requirement.objects.get(code="epa").changed == LONG_AGO


def test_demo_logins_have_random_passwords_and_no_account_of_somebody_else_changes(tmp_path, settings):
    """The file of a database before this one is replaced, and then left alone."""
    file = settings.DEMO_LOGINS = tmp_path / "var" / "demo-logins.txt"
    file.parent.mkdir()
    file.write_text("from an earlier database")
    file.chmod(0o600)
    own = get_user_model().objects.create_user("admin", password="a long password 42")
    call_command("load_site")
    own.refresh_from_db()
    assert own.check_password("a long password 42")
    assert not own.is_superuser
    assert file.stat().st_mode & 0o077 == 0
    before, lines = list(get_user_model().objects.values()), file.read_text().splitlines()[2:]
    assert len(lines) == 4
    for line in lines:
        username, password = line.split()[-2:]
        user = get_user_model().objects.get(username=username)
        assert user != own
        assert user.check_password(password)
        assert user.email == f"{username}@example.org"  # so that email to them goes to var/mail
    call_command("load_site")
    assert (list(get_user_model().objects.values()), file.read_text().splitlines()[2:]) == (before, lines)


def test_every_page_can_be_restored_to_its_first_content_which_is_nobodys_of_the_staff(admin_client, admin_user):
    pages = {type(page): page for page in Page.objects.filter(depth__gt=1).live().specific()}
    assert len(pages) > 5
    histories = {}
    for kind, page in pages.items():
        first = page.live_revision_id
        page.save_revision(user=admin_user).publish()
        revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first])
        histories[kind] = soup(admin_client.get(reverse("wagtailadmin_pages:history", args=[page.pk]))).main
        assert histories[kind].find("a", href=revert), page
    said = histories[PillarPage].get_text(" ", strip=True)
    assert "First content, from when the site was set up" in said
    assert "None" not in said
    warning = soup(admin_client.get(revert)).find(class_="messages").get_text(" ", strip=True)
    assert warning.endswith("by system")
    assert get_user_model().objects.count() == 1


def test_records_that_staff_edit_are_valid_and_answers_easy_to_read_and_their_notes_stay_with_staff(client):
    words = Synonym.objects.exclude(meaning=Meaning.WORDS)[:100]
    for record in [*Figure.objects.all(), *Answer.objects.all(), *words]:
        record.full_clean()
    for answer in Answer.objects.all():
        assert measure(paragraph(answer.text), answer.language).is_easy, (answer.key, answer.language)
    answer = Answer.objects.get(key="immigration-officers", language="es")
    assert "Counsel to confirm" in answer.note
    page = client.get("/es/buscar/", {"q": "la migra"}).content.decode()
    assert answer.title in page
    assert "ounsel" not in page


def test_markdown_becomes_sections_and_page_links():
    opening, parts = files.sections("Lead.\n\n## One\n\nSee [about](page:about).\n\n## Two\n\n- a\n- b\n")
    assert opening == "Lead."
    assert [heading for heading, _body in parts] == ["One", "Two"]
    html = files.rich_text(parts[0][1], {"about": Page(pk=7)})
    assert re.sub(r' data-block-key="\w+"', "", html) == '<p>See <a linktype="page" id="7">about</a>.</p>'
    with pytest.raises(KeyError, match="nowhere"):
        files.rich_text("[x](page:nowhere)", {})


OF_REVISIONS = {"latest_revision", "latest_revision_created_at", "has_unpublished_changes", "live_revision"}


def content(page) -> dict:
    streams = {field.name: getattr(page, field.name).get_prep_value() for field in stream_fields(page)}
    fields = page.serializable_data() | streams
    return {name: fields[name] for name in fields.keys() - OF_REVISIONS if not name.endswith("_published_at")}


def shapes(page) -> set:
    """What makes a page's form unlike others: its kind, its language, and the kinds of its blocks."""
    kind = (type(page), page.locale_id)
    return {kind, *((kind, block.block_type) for field in stream_fields(page) for block in getattr(page, field.name))}


def test_a_loaded_page_that_is_sent_back_unchanged_has_no_difference(client):
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.org"))
    pages, seen = [], set()
    for page in Page.objects.filter(depth__gt=1).specific():
        if texts_of(page) and not page.get_lock() and shapes(page) - seen:  # a scheduled one is locked
            pages.append(page)
            seen |= shapes(page)
    texts, states = SourceText.objects.count(), pairs()
    assert {page.locale.language_code for page in pages} == {"en", "es"}
    for page in pages:
        before = page.get_latest_revision_as_object()
        publish = {"action-publish": "1"} if page.live else {}
        response = client.post(edit_url(page), form_with_streams(client, before) | publish)
        assert response.status_code == 302, response.context["form"].errors
        page.refresh_from_db()
        assert content(page.get_latest_revision_as_object()) == content(before), page
    assert SourceText.objects.count() == texts
    assert [(pair.source.pk, pair.state) for pair in pairs()] == [(pair.source.pk, pair.state) for pair in states]
