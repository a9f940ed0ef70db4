"""A school is renamed, moves, opens, closes, or merges: in every language, with old addresses; and the undo."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry, Site

from alliance_site.staff.school_editors import retire_closed
from schools.changes import verbs
from schools.changes.agreement import Refused
from schools.lifecycle import execution
from schools.models import Campus, Enrollment, NextSchool, School, SchoolPage
from schools.register import history
from tests.factories import CampusFactory, SchoolFactory, profile, profile_of, reread, today
from tests.html import assert_says
from tests.schools.people import editor_of
from tests.schools.postings.samples import post
from toolkit.published_copy.redirects import redirects

from .acts import agree, ask, differences, do, everything, form, look, made, take_back, taken_back, translated
from .answers import AHEAD, NEW_NAME, NEW_SCHOOL, OPEN, PAST, closing, merging, middle, renamed, to

pytestmark = pytest.mark.django_db


def test_a_rename_reaches_every_language_and_old_addresses_and_those_below_them_lead_on(office, school):
    posting = post()
    spanish = translated(school, "gertz-es")
    old = school.name
    do(office, form(school, "rename"), **renamed(school, en="someone-else", es="otra"))
    school.refresh_from_db()
    assert (school.name, school.slug) == (NEW_NAME, "gertz-ressler")
    assert school.former_names.get(name=old).last_seen == today().replace(day=1)
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
    assert_says(again, "Something has changed since", status=422)  # and the redirect is shown first
    done = agree(office, address, again)
    assert not Redirect.objects.filter(old_path="/schools/someone-else").exists()
    page = profile_of(school)
    assert (page.summary, page.slug, page.has_unpublished_changes) == ("", "someone-else", True)
    draft = page.get_latest_revision_as_object()
    assert (draft.summary, draft.slug, draft.title) == ("Said, not published.", "someone-else", NEW_NAME)
    assert_says(done, "stays a draft")
    assert "Said, not published." not in Client().get("/schools/someone-else/").content.decode()
    assert_says(take_back(office, done), "Undone")
    assert everything() == before
    assert history.steps(reread(school))[0].reason == "A mistake."


def test_a_profile_that_is_locked_scheduled_or_waiting_keeps_its_address_and_says_why(office, school, manager):
    def refused(text):
        response = office.post(form(school, "rename"), renamed(school, en="someone-else") | {"reason": "So."})
        assert_says(response, text, status=422)

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
            assert_says(look(office, done), says, status=422)
            assert everything() == after
            transaction.set_rollback(True)


def test_a_school_alone_takes_its_campus_with_it(office, mover):
    campus, before = mover.campus, everything()
    asked = ask(office, form(mover, "move"), **to())
    assert_says(asked, "1 Moved Street", "Bus 3", "is on the map in the middle of ZIP code 90011")
    done = agree(office, form(mover, "move"), asked)
    mover.refresh_from_db()
    assert (mover.campus, mover.campus.street, mover.campus.is_at_zip) == (campus, "1 Moved Street", True)
    assert_says(Client().get(profile_of(mover).url), "1 Moved Street")
    assert differences(before, everything()) == {"School", "Campus"}
    take_back(office, done)
    assert everything() == before


def test_those_beside_it_stay_or_come_along_and_closed_ones_stay(manager, mover):
    beside, closed = SchoolFactory(campus=mover.campus), SchoolFactory(campus=mover.campus, closed=PAST)
    old, before = mover.campus, everything()
    for along, comes in (("alone", False), ("together", True)):
        done = made("move", mover, to(along=along), manager)
        assert (f"These schools stay at {old}: {beside.name}." in str(done.preview["notes"])) is not comes
        new = reread(mover).campus
        assert (new == old, reread(beside).campus, reread(closed).campus) == (False, new if comes else old, old)
        taken_back(done, manager)
        mover.refresh_from_db()
    assert everything() == before


def test_it_makes_record_campus_team_and_empty_drafts_and_nothing_public(office, manager):
    before = everything()
    asked = ask(office, OPEN, **NEW_SCHOOL)
    assert everything() == before
    assert_says(asked, "brand-new-high-school")
    agree(office, OPEN, asked)
    school = School.objects.get(slug="brand-new-high-school")
    assert (school.opened, school.campus.street, school.campus.is_at_zip) == (AHEAD, "1 Brand New Street", True)
    assert school.team.group.name == "School editor: Brand New High School"
    pages = list(school.pages.order_by("locale"))
    assert [page.locale.language_code for page in pages] == ["en", "es"]
    made_alike = {(page.live, page.title, page.translation_key, page.owner) for page in pages}
    assert made_alike == {(False, school.name, pages[0].translation_key, manager)}
    assert [step.reason for step in history.steps(school)] == ["The board decided so."]
    for page in pages:
        assert Client().get(page.url).status_code == 404
        assert office.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert school.name not in Client().get("/schools/").content.decode()


def test_on_a_campus_that_is_there_none_is_made(manager):
    there, count = CampusFactory(), Campus.objects.count()
    place = dict.fromkeys(("street", "city", "zip", "area"), "")
    made("open", None, NEW_SCHOOL | place | {"campus": there.pk, "slug": "chosen"}, manager)
    made("open", None, NEW_SCHOOL | {"name": "Alliance B", "street": there.street, "zip": there.zip}, manager)
    assert {School.objects.get(slug=slug).campus for slug in ("chosen", "b")} == {there}
    assert Campus.objects.count() == count


def test_an_editor_or_a_published_profile_of_the_new_school_prevents_the_undo(manager):
    done = made("open", None, NEW_SCHOOL, manager)
    school = School.objects.get(slug="brand-new-high-school")
    editor = editor_of(school)
    with pytest.raises(Refused, match=f"changed these since: editors of {school.name}"):
        execution.preview_undo(done, manager)
    editor.delete()
    profile_of(school).save_revision().publish()
    with pytest.raises(Refused, match="Someone has changed these since"):
        execution.preview_undo(done, manager)


def test_a_school_that_closes_next_year_says_so_and_stays_open(office, school, into):
    before = everything()
    do(office, form(school, "close"), **closing(AHEAD, successor=into.pk))
    school.refresh_from_db()
    assert (school.closed, school.successor, school.is_open) == (AHEAD, into, True)
    page = Client().get("/schools/gertz-ressler/")
    assert_says(page, "This school closes after", f"Families can contact {into.short_name}")
    assert differences(before, everything()) == {"School"}


def test_a_closed_profile_leads_families_on_and_its_editors_lose_it_until_that_is_undone(office, school, into):
    editor = editor_of(school, "edda", first_name="Edda")
    translated(school, "gertz-es"), translated(into, "hacia")
    asked = ask(office, form(school, "close"), **closing(PAST, successor=into.pk))
    assert editor.groups.exists()
    done = agree(office, form(school, "close"), asked)
    assert not editor.groups.exists()
    assert f'href="{into.pages.first().url}"' in Client().get("/schools/gertz-ressler/").content.decode()
    assert 'href="/es/escuelas/hacia/"' in Client().get("/es/escuelas/gertz-es/").content.decode()
    looked = look(office, done)
    assert_says(looked, "Edda")
    take_back(office, done, looked)
    assert editor.groups.get().school_team.school == school
    do(office, form(school, "close"), **closing(PAST, profile="leads"))
    assert Client().get("/schools/gertz-ressler/").url == "/schools/"  # without a successor


def test_a_school_merges_into_another_and_families_find_both_names(office, school, into):
    spanish = translated(school, "gertz-es")
    translated(into, "hacia")
    Redirect.objects.create(old_path="/schools/before", redirect_page=profile_of(school))
    asked = ask(office, form(school, "merge"), **merging(PAST, into, highest_grade=11, source="The board"))
    assert_says(asked, "becomes a former name of")
    agree(office, form(school, "merge"), asked)
    school, into = reread(school), reread(into)
    assert (school.closed, school.successor) == (PAST, into)
    former = into.former_names.get()
    assert (former.name, former.last_seen, former.source) == (school.name, PAST.replace(day=1), "The board")
    assert (into.lowest_grade, into.highest_grade) == (9, 11)
    assert not reread(spanish).live
    there = into.pages.first().url
    response = Client().get("/schools/before/", follow=True)
    assert response.redirect_chain == [("/schools/gertz-ressler/", 301), (there, 301)]
    assert Client().get("/es/escuelas/gertz-es/").url == "/es/escuelas/hacia/"
    assert_says(Client().get(there), school.name)
    assert_says(Client().get("/schools/", {"q": school.short_name}), into.short_name)


def test_a_merger_that_lies_ahead_happens_on_its_day_by_itself(office, manager, school, into, monkeypatch):
    editor = editor_of(school, "edda")
    done = do(office, form(school, "merge"), **merging(AHEAD, into))
    page = profile_of(school)
    assert timezone.localtime(page.expire_at).date() == AHEAD + timedelta(days=1)
    assert Client().get(page.url).status_code == 200
    assert school.name not in Client().get(into.pages.first().url).content.decode()  # not former yet
    then = timezone.now() + timedelta(days=202)
    monkeypatch.setattr(timezone, "now", lambda: then)
    call_command("publish_scheduled")
    retire_closed()
    response = Client().get(page.url)
    assert (response.status_code, response.url) == (301, into.pages.first().url)
    assert school.name in Client().get(into.pages.first().url).content.decode()
    assert not editor.groups.exists()
    office.force_login(manager)  # the earlier session has ended
    # undone after the day: no one else changed anything, and the editor has access again
    assert_says(take_back(office, done), "Undone")
    assert Client().get(page.url).status_code == 200
    assert editor.groups.get().school_team.school == school
    assert profile_of(school).expire_at is None


def test_middle_schools_lead_to_the_successor_or_to_both_until_the_last_day(manager, school, into):
    one, two, three = middle(school), middle(school, into), middle(into)
    translated(school, "gertz-es")
    for day, links, after, is_current in ((PAST, "ends", [school], False), (AHEAD, "follows", [school, into], True)):
        done = made("merge", school, merging(day, into, links=links), manager)
        assert [link.high_school for link in one.next_schools.all()] == after
        assert NextSchool.objects.filter(school=one).current().exists() is is_current
        taken_back(done, manager)
    done = made("merge", reread(school), merging(PAST, into, links="follows"), manager)
    changed = {row["name"] for row in done.preview["records"]}
    assert [each.name in changed for each in (one, two, three)] == [True, True, False]
    for each in (one, two, three):
        assert [link.high_school for link in each.next_schools.all()] == [into]
    assert Client().get("/es/escuelas/gertz-es/").url == into.pages.first().url  # the other school has no Spanish


def test_it_says_what_becomes_of_applications_editors_and_documents(office, school, into):
    post()
    editor_of(school, "edda", first_name="Edda", last_name="Editor")
    start = AHEAD.year + (AHEAD.month > 6)
    for year in (start, start + 1):
        Enrollment.objects.create(school=school, year=f"{year - 1}-{year % 100:02}", status="open")
    assert_says(
        ask(office, form(school, "merge"), **merging(AHEAD, into)),
        "stay until the last day",
        "are hidden, because the school will be closed",
        "Edda Editor",
        "1 required posting is below the profile and is removed with it",
    )


def test_nothing_is_written_if_the_last_step_fails(office, school, into, monkeypatch):
    asked = ask(office, form(school, "merge"), **merging(PAST, into))
    before = everything()
    monkeypatch.setattr(verbs, "add_former_name", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        agree(office, form(school, "merge"), asked)
    assert everything() == before
