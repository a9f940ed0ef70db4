"""Translations follow the page they translate: what has no text by itself, texts when a translator says so."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import PageLogEntry, PageViewRestriction
from wagtail.rich_text import RichText

from pages.models import Figure, HomePage, PillarPage, SourceText, StoryPage
from pages.texts.pages import texts_of
from pages.translation.following import merged
from schools.models import EnrollPage, SchoolIndexPage, SchoolPage, StorySchool
from tests.factories import SchoolFactory, profile, story
from tests.jobs import work
from tests.pages.forms import PUBLISH, edit_url, form_of
from tests.pages.translation.pages import NEW, changed, pillar, publish, section, spanish, translated, with_stream

pytestmark = pytest.mark.django_db


def test_every_text_is_translated_and_nothing_else():
    enroll = EnrollPage.objects.get(locale__language_code="en")
    paths = {text.path.split("/")[0] for text in texts_of(enroll)}
    assert paths == {"title", "summary", "seo_title", "body"} - (set() if enroll.seo_title else {"seo_title"})
    assert not any("staff_question" in text.path for text in texts_of(enroll))
    home = HomePage.objects.get(locale__language_code="en")
    home.phone = "(213) 555-0100"
    assert not {text.path for text in texts_of(home)} & {"phone", "email", "address", "slug", "english_only"}
    assert {text.path for text in texts_of(home)} >= {"title", "headline", "lead", "quote", "quote_source"}
    figures = [{"type": "figures", "value": {"figures": [Figure.objects.first().pk]}, "id": NEW}]
    home.body = home.body.stream_block.to_python(figures)
    assert not any(text.path.startswith("body") for text in texts_of(home))


def test_a_picture_or_figure_changes_in_every_language_and_texts_stay(picture):
    image, figure = picture(), Figure.objects.first()
    before = spanish(pillar())
    publish(pillar(), listing_image=image, figures=[("figure", figure)])
    after = spanish(pillar())
    assert after.listing_image == image
    assert [block.value for block in after.figures] == [figure]
    assert {text.path: text.value for text in texts_of(after)} == {text.path: text.value for text in texts_of(before)}
    assert PageLogEntry.objects.filter(page=after.pk, action="pages.follow_source", revision=after.live_revision)


def test_a_picture_inside_a_section_changes_too(picture):
    first, second = picture(), picture("#2e77e8")

    def block(image, caption):
        value = {"image": {"image": image.pk, "decorative": False, "alt_text": caption}, "caption": caption}
        return [{"type": "picture", "value": value, "id": NEW}]

    page = with_stream(pillar(), block(first, "A classroom"))
    with_stream(spanish(page), block(first, "Un salón"))
    with_stream(page, block(second, "A classroom"))
    value = spanish(page).body[0].value
    assert (value["image"].pk, value["caption"]) == (second.pk, "Un salón")
    assert value["image"].contextual_alt_text == "Un salón"


def test_a_draft_keeps_its_approval_and_its_schedule_and_follows_when_it_is_published(picture):
    draft = spanish(pillar())
    draft.summary, draft.statement = "Un borrador.", ""  # not complete yet
    draft.go_live_at = timezone.now() + timedelta(days=3)
    revision = draft.save_revision(clean=False)
    revision.approved_go_live_at = draft.go_live_at
    revision.save()
    waiting = draft.get_workflow().start(draft, get_user_model().objects.create_user("will"))
    image = picture()
    publish(pillar(), listing_image=image)
    page = spanish(pillar())
    assert (page.listing_image, page.summary == "Un borrador.", page.has_unpublished_changes) == (image, False, True)
    assert (page.latest_revision, page.scheduled_revision) == (revision, revision)
    assert page.current_workflow_state == waiting
    draft = page.get_latest_revision_as_object()
    assert (draft.listing_image, draft.summary) == (None, "Un borrador.")
    draft.statement, draft.go_live_at = "<p>Palabras.</p>", None
    draft.save_revision().publish()
    page = spanish(pillar())
    assert (page.listing_image, page.summary, page.has_unpublished_changes) == (image, "Un borrador.", False)
    assert page.get_latest_revision_as_object().listing_image == image


def test_a_new_text_in_english_never_appears_in_spanish_by_itself():
    def questions(heading, *items):
        rows = [
            {"type": "item", "id": key, "value": {"question": question, "answer": f"<p>{answer}</p>"}}
            for key, question, answer in items
        ]
        return {"type": "questions", "id": NEW, "value": {"heading": heading, "questions": rows}}

    def shown():
        return [text.value for text in texts_of(spanish(page)) if text.path.startswith("body")]

    who, when = ("a1", "Who?", "All."), ("a2", "When?", "Now.")
    page = with_stream(pillar(), [questions("Before you visit", who)])
    assert all(text.value for text in texts_of(merged(spanish(page), page)))
    with_stream(spanish(page), [questions("Antes de su visita", who)])
    page = with_stream(page, [questions("Before you visit", who, when), section("A new section")])
    assert shown() == ["Antes de su visita", "Who?", "<p>All.</p>"]
    page = with_stream(page, [questions("Before you visit")])
    assert shown() == ["Antes de su visita", "Who?", "<p>All.</p>"]


def test_the_schools_and_date_of_a_story_follow():
    page = publish(story(body=[("section", {"heading": "One", "text": RichText("<p>Words.</p>")})]))
    copy = translated(page, title="Una historia")
    school = SchoolFactory()
    page.school_links = [StorySchool(school=school)]
    publish(page, date=page.date + timedelta(days=1))
    copy = StoryPage.objects.get(pk=copy.pk)
    assert copy.title == "Una historia"
    assert (copy.date, [row.school for row in copy.school_links.all()]) == (page.date, [school])


def test_a_profile_without_a_story_appears_in_spanish_by_itself_once_its_list_is_public():
    def added(**fields):
        return publish(profile(live=False, **fields))

    index = SchoolIndexPage.objects.get(locale__language_code="en")
    page = added()
    assert (spanish(page).live, spanish(page).school) == (True, page.school)
    assert spanish(page).get_parent().specific == spanish(index)
    publish(page, summary="A small school.")
    assert spanish(page).summary == ""
    assert list(added(summary="It waits for its translator.").get_translations()) == []
    spanish(index).unpublish()
    page = added()
    assert list(page.get_translations()) == []
    publish(spanish(index))
    assert spanish(page).live


def test_the_worker_publishes_what_is_below_a_list_that_an_editor_publishes(client, sign_in):
    sign_in("Publisher")
    SchoolPage.objects.exclude(slug__in=("gertz-ressler", "merkin", "odonovan")).update(live=False)
    profiles = SchoolPage.objects.filter(locale__language_code="es", live=True)
    number = profiles.count()
    for page in profiles.all():
        page.delete()
    index = SchoolIndexPage.objects.get(locale__language_code="es")
    index.unpublish()
    told = client.post(edit_url(index), form_of(client, index) | PUBLISH, follow=True)
    assert f"{number} pages below this one are being published" in told.content.decode()
    assert not profiles.exists()
    work()
    assert profiles.live().count() == number
    told = client.post(edit_url(index), form_of(client, index) | PUBLISH, follow=True)
    assert "being published" not in told.content.decode()


def test_the_text_that_was_public_is_kept_once_per_change():
    page = pillar()
    texts = SourceText.objects.filter(page=page)
    assert texts.count() == 1
    publish(page, figures=[])
    assert texts.count() == 1
    publish(page, summary="Changed.")
    assert texts.count() == 2
    assert texts.first().texts["summary"] == "Changed."
    draft = PillarPage.objects.get(pk=page.pk)
    draft.summary = "Not public."
    draft.save_revision()
    assert texts.count() == 2


def test_readers_are_offered_the_newer_original_after_a_week(client):
    before = pillar().summary
    page = publish(pillar(), summary="Changed.")
    address = spanish(page).url
    link = f'href="{page.url}" lang="en" hreflang="en">{page.title}'
    assert link not in client.get(address).content.decode()
    page = changed(page, 8, summary="Changed again.")
    assert link in client.get(address).content.decode()
    assert "newer-original" not in client.get(page.url).content.decode()
    changed_back = publish(page, summary=before)
    assert link not in client.get(address).content.decode()
    page = changed(changed_back, 8, summary="Changed once more.")
    assert link in client.get(address).content.decode()
    translation = spanish(page)
    newest = SourceText.objects.filter(page=page).first()
    translation.translates = newest
    preview = translation.make_preview_request(preview_mode="")
    assert "newer-original" not in preview.content.decode()
    assert link in client.get(address).content.decode()  # a preview changes nothing for visitors
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert page.title not in client.get(address).content.decode()
    restriction.delete()
    publish(translation, translates=newest)
    assert link not in client.get(address).content.decode()
