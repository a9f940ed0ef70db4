"""A school is renamed, moves, or opens: in every language, with old addresses and drafts; and the undo."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry, Site

from schools.changes.agreement import Refused
from schools.lifecycle import execution
from schools.models import Campus, School, SchoolPage
from schools.register import history
from tests.factories import CampusFactory, SchoolFactory, profile, profile_of
from tests.html import words
from tests.schools.people import editor_of
from tests.schools.postings.samples import post
from toolkit.published_copy.redirects import redirects

from .acts import agree, ask, differences, do, everything, form, look, made, take_back, taken_back, translated
from .answers import NEW_NAME, NEW_SCHOOL, OPEN, renamed, to

pytestmark = pytest.mark.django_db


def test_a_rename_reaches_every_language_and_old_addresses_and_those_below_them_lead_on(office, school):
    posting = post()
    spanish = translated(school, "gertz-es")
    old = school.name
    do(office, form(school, "rename"), **renamed(school, en="someone-else", es="otra"))
    school.refresh_from_db()
    assert (school.name, school.slug) == (NEW_NAME, "gertz-ressler")
    former = school.former_names.get(name=old)
    assert former.last_seen == timezone.localdate().replace(day=1)
    visitor, of_web_server = Client(), redirects(Site.objects.get())[True]
    for page, before, now, below in (
        (profile_of(school), "/schools/gertz-ressler/", "/schools/someone-else/", "required-documents/"),
        (spanish, "/es/escuelas/gertz-es/", "/es/escuelas/otra/", "documentos-obligatorios/"),
    ):
        page.refresh_from_db()
        assert (page.title, page.draft_title, page.get_url()) == (NEW_NAME, NEW_NAME, now)
        assert not page.has_unpublished_changes
        for ending in ("", below):
            response = visitor.get(before + ending)
            assert (response.status_code, response.url) == (301, now + ending)
            assert of_web_server[(before + ending).rstrip("/")] == now + ending
            assert NEW_NAME.removeprefix("Alliance ") in visitor.get(response.url).content.decode()
        assert page.get_latest_revision().user.username == "manfred"
    step = history.steps(school)[0]
    assert (step.who, step.reason) == ("Manfred", "The board decided so.")
    assert {one.name for one in step.differences} == {"name", "former_names"}
    posting.delete()
    assert visitor.get("/schools/gertz-ressler/required-documents/").url == "/schools/someone-else/"
    published = profile_of(school).live_revision
    entries = PageLogEntry.objects.filter(revision=published, content_changed=True).exclude(action="wagtail.publish")
    assert entries.count() == 1  # next to it, Wagtail offers the version


def test_a_draft_stays_a_draft_under_the_new_name_and_the_undo_restores_it_and_a_redirect_in_the_way(office, school):
    page, address = profile_of(school), form(school, "rename")
    page.summary, page.slug = "Said, not published.", "not-published-either"
    page.save_revision()
    asked = ask(office, address, **renamed(school, en="someone-else"))
    Redirect.objects.create(old_path="/schools/someone-else", redirect_link="/about/")
    before, again = everything(), agree(office, address, asked)
    assert again.status_code == 422
    assert "Something has changed since" in words(again)  # and the redirect is shown first
    done = agree(office, address, again)
    assert not Redirect.objects.filter(old_path="/schools/someone-else").exists()
    page = profile_of(school)
    assert (page.summary, page.slug, page.has_unpublished_changes) == ("", "someone-else", True)
    draft = page.get_latest_revision_as_object()
    assert (draft.summary, draft.slug, draft.title) == ("Said, not published.", "someone-else", NEW_NAME)
    assert "stays a draft" in words(done)
    assert "Said, not published." not in Client().get("/schools/someone-else/").content.decode()
    assert "Undone" in words(take_back(office, done))
    assert everything() == before
    school.refresh_from_db()
    assert history.steps(school)[0].reason == "A mistake."


def test_a_profile_that_is_locked_scheduled_or_waiting_keeps_its_address_and_says_why(office, school, manager):
    def refused(text):
        response = office.post(form(school, "rename"), renamed(school, en="someone-else") | {"reason": "So."})
        assert response.status_code == 422
        assert text in words(response)

    page = profile_of(school)
    SchoolPage.objects.filter(pk=page.pk).update(locked=True)
    refused("is locked")
    SchoolPage.objects.filter(pk=page.pk).update(locked=False)
    page.go_live_at = timezone.now() + timedelta(days=9)
    page.save_revision().publish()
    refused("is scheduled")
    page = profile_of(school)
    page.go_live_at = None
    page.save_revision().publish()
    page.save_revision()
    page.get_workflow().start(page, manager)
    refused("is waiting for approval")
    do(office, form(school, "rename"), **renamed(school))  # the name alone needs no profile


def test_the_undo_names_what_prevents_it(office, school):
    done = do(office, form(school, "rename"), **renamed(school, en="someone-else"))
    page, rewritten = profile_of(school), {"redirect_link": "/about/", "redirect_page": None}
    for change, says in (
        (lambda: School.objects.filter(pk=school.pk).update(phone="(213) 555-0177"), NEW_NAME),
        (lambda: page.save_revision().publish(), f"Someone has changed these since: {NEW_NAME} (English)"),
        (lambda: Redirect.objects.filter(redirect_page=page).update(**rewritten), "/schools/gertz-ressler"),
        (lambda: SchoolPage.objects.filter(pk=profile().pk).update(slug="gertz-ressler"), "already in use"),
        (lambda: SchoolPage.objects.filter(pk=page.pk).update(locked=True), "is locked"),
    ):
        with transaction.atomic():
            change()
            after = everything()
            response = look(office, done)
            assert response.status_code == 422
            assert says in words(response)
            assert everything() == after
            transaction.set_rollback(True)


def test_a_school_alone_takes_its_campus_with_it(office, mover):
    campus, before = mover.campus, everything()
    asked = ask(office, form(mover, "move"), **to())
    for text in ("1 Moved Street", "Bus 3", "is on the map in the middle of ZIP code 90011"):
        assert text in words(asked), text
    done = agree(office, form(mover, "move"), asked)
    mover.refresh_from_db()
    assert (mover.campus, mover.campus.street, mover.campus.is_at_zip) == (campus, "1 Moved Street", True)
    assert "1 Moved Street" in Client().get(profile_of(mover).url).content.decode()
    assert differences(before, everything()) == {"School", "Campus"}
    take_back(office, done)
    assert everything() == before


def test_those_beside_it_stay_or_come_along_and_closed_ones_stay(manager, mover, past):
    beside, closed = SchoolFactory(campus=mover.campus), SchoolFactory(campus=mover.campus, closed=past)
    old, before = mover.campus, everything()
    for along, comes in (("alone", False), ("together", True)):
        done = made("move", mover, to(along=along), manager)
        assert (f"These schools stay at {old}: {beside.name}." in str(done.preview["notes"])) is not comes
        for one in (mover, beside, closed):
            one.refresh_from_db()
        assert old not in (mover.campus, beside.campus if comes else None)
        assert (beside.campus == mover.campus, closed.campus) == (comes, old)
        taken_back(done, manager)
        mover.refresh_from_db()
    assert everything() == before


@pytest.fixture
def new(ahead):
    return NEW_SCHOOL | {"opened": ahead}


def test_it_makes_record_campus_team_and_empty_drafts_and_nothing_public(office, manager, new, ahead):
    before = everything()
    asked = ask(office, OPEN, **new)
    assert everything() == before
    assert "brand-new-high-school" in words(asked)
    agree(office, OPEN, asked)
    school = School.objects.get(slug="brand-new-high-school")
    assert (school.opened, school.campus.street, school.campus.is_at_zip) == (ahead, "1 Brand New Street", True)
    assert school.team.group.name == "School editor: Brand New High School"
    pages = list(school.pages.order_by("locale"))
    assert [(page.locale.language_code, page.live, page.title) for page in pages] == [
        ("en", False, school.name),
        ("es", False, school.name),
    ]
    assert len({page.translation_key for page in pages}) == 1
    assert {page.owner for page in pages} == {manager}
    assert [step.reason for step in history.steps(school)] == ["The board decided so."]
    for page in pages:
        assert Client().get(page.url).status_code == 404
        assert office.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert school.name not in Client().get("/schools/").content.decode()


def test_on_a_campus_that_is_there_none_is_made(manager, new):
    there, count = CampusFactory(), Campus.objects.count()
    place = dict.fromkeys(("street", "city", "zip", "area"), "")
    made("open", None, new | place | {"campus": there.pk, "slug": "chosen"}, manager)
    made("open", None, new | {"name": "Alliance B", "street": there.street, "zip": there.zip}, manager)
    assert {School.objects.get(slug=slug).campus for slug in ("chosen", "b")} == {there}
    assert Campus.objects.count() == count


def test_an_editor_or_a_published_profile_of_the_new_school_prevents_the_undo(manager, new):
    done = made("open", None, new, manager)
    school = School.objects.get(slug="brand-new-high-school")
    editor = editor_of(school)
    with pytest.raises(Refused, match=f"changed these since: editors of {school.name}"):
        execution.preview_undo(done, manager)
    editor.delete()
    profile_of(school).save_revision().publish()
    with pytest.raises(Refused, match="Someone has changed these since"):
        execution.preview_undo(done, manager)
