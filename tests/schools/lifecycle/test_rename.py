"""A rename keeps the old name, redirects old addresses in every language, keeps drafts as drafts, and can be undone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, PageLogEntry

from schools.models import SchoolPage
from schools.register import history
from tests.factories import profile, profile_of
from tests.schools.postings.samples import post

from .acts import agree, ask, do, everything, form, look, take_back, told, translated
from .answers import NEW_NAME, renamed

pytestmark = pytest.mark.django_db


def test_it_is_done_in_every_language_and_old_addresses_lead_on(office, school):
    spanish = translated(school, "gertz-es")
    old = school.name
    do(office, form(school, "rename"), **renamed(school, en="someone-else", es="otra"))
    school.refresh_from_db()
    assert (school.name, school.slug) == (NEW_NAME, "gertz-ressler")
    former = school.former_names.get(name=old)
    assert former.last_seen == timezone.localdate().replace(day=1)
    visitor = Client()
    for page, before, now in (
        (school.pages.get(locale=Locale.get_default()), "/schools/gertz-ressler/", "/schools/someone-else/"),
        (spanish, "/es/escuelas/gertz-es/", "/es/escuelas/otra/"),
    ):
        page.refresh_from_db()
        assert (page.title, page.draft_title, page.has_unpublished_changes, page.get_url()) == (
            NEW_NAME,
            NEW_NAME,
            False,
            now,
        )
        response = visitor.get(before)
        assert (response.status_code, response.url) == (301, now)
        assert NEW_NAME in visitor.get(now).content.decode()
        assert page.get_latest_revision().user.username == "manfred"
    step = history.steps(school)[0]
    assert (step.who, step.reason) == ("Manfred", "The board decided so.")
    assert {one.name for one in step.differences} == {"name", "former_names"}


def test_the_version_that_it_published_can_be_restored_from_the_history(office, school):
    do(office, form(school, "rename"), **renamed(school))
    published = profile_of(school).live_revision
    entries = PageLogEntry.objects.filter(revision=published, content_changed=True).exclude(action="wagtail.publish")
    assert entries.count() == 1  # next to it, Wagtail offers the version


def test_taking_it_back_leaves_nothing_of_it_and_restores_a_redirect_that_stood_in_its_way(office, school):
    translated(school, "gertz-es")
    Redirect.objects.create(old_path="/schools/someone-else", redirect_link="/about/")
    before = everything()
    done = do(office, form(school, "rename"), **renamed(school, en="someone-else", es="otra"))
    assert not Redirect.objects.filter(old_path="/schools/someone-else").exists()
    assert "Undone" in told(take_back(office, done))
    assert everything() == before
    school.refresh_from_db()
    assert history.steps(school)[0].reason == "A mistake."


def test_a_draft_that_waits_stays_a_draft_under_the_new_name(office, school):
    page = profile_of(school)
    page.summary, page.slug = "Said, not published.", "not-published-either"
    page.save_revision()
    before = everything()
    done = do(office, form(school, "rename"), **renamed(school, en="someone-else"))
    page = profile_of(school)
    assert (page.summary, page.slug, page.has_unpublished_changes) == ("", "someone-else", True)
    draft = page.get_latest_revision_as_object()
    assert (draft.summary, draft.slug, draft.title) == ("Said, not published.", "someone-else", NEW_NAME)
    assert "stays a draft" in told(done)
    assert Client().get("/schools/someone-else/").content.decode().count("Said, not published.") == 0
    take_back(office, done)
    assert everything() == before


@pytest.mark.parametrize(
    ("language", "below"),
    [("en", "/schools/{}/required-documents/"), ("es", "/es/escuelas/{}/documentos-obligatorios/")],
)
def test_what_is_below_the_profile_leads_on_too(office, school, language, below):
    post()
    do(office, form(school, "rename"), **renamed(school, **{language: "someone-else"}))
    response = Client().get(below.format("gertz-ressler"))
    assert (response.status_code, response.url) == (301, below.format("someone-else"))
    assert Client().get(response.url).status_code == 200


def test_the_name_of_another_school_is_asked_about(office, school, other):
    sent = renamed(school) | {"name": other.short_name.upper(), "reason": "So."}
    refused = office.post(form(school, "rename"), sent)
    assert refused.status_code == 422
    assert f"Another school has this name: {other.name}, {other.campus.address}. Correct the name" in told(refused)
    assert refused.context["form"]["is_sure"] in refused.context["form"].visible_fields()
    do(office, form(school, "rename"), **sent, is_sure="on")
    school.refresh_from_db()
    assert school.name == other.short_name.upper()


def test_two_at_once_and_the_second_is_told(office, school):
    first = ask(office, form(school, "rename"), **renamed(school))
    second = ask(office, form(school, "rename"), **renamed(school) | {"name": "Alliance Third"})
    agree(office, form(school, "rename"), first)
    response = agree(office, form(school, "rename"), second)
    assert response.status_code == 422
    assert "Something has changed since this preview" in told(response)
    assert NEW_NAME in told(response)  # the record's current value
    school.refresh_from_db()
    assert school.name == NEW_NAME
    assert "Nothing would change" in told(agree(office, form(school, "rename"), first))  # a second click


def test_hostile_words_stay_words(office, school):
    asked = ask(
        office,
        form(school, "rename"),
        **renamed(school) | {"name": "Alliance <script>alert(1)</script>"},
        reason="<b>so</b>",
    )
    done = agree(office, form(school, "rename"), asked)
    for response in (asked, done, look(office, done)):
        html = response.content.decode()
        assert "<script>alert(1)" not in html
        assert "<b>so</b>" not in html


@pytest.mark.parametrize("state", ["locked", "waits", "scheduled"])
def test_a_profile_that_is_not_free_keeps_its_address_and_says_why(office, school, manager, state):
    page = profile_of(school)
    if state == "locked":
        SchoolPage.objects.filter(pk=page.pk).update(locked=True)
    elif state == "waits":
        page.save_revision()
        page.get_workflow().start(page, manager)
    else:
        page.go_live_at = timezone.now() + timedelta(days=9)
        page.save_revision().publish()
    response = office.post(form(school, "rename"), renamed(school, en="someone-else") | {"reason": "So."})
    assert response.status_code == 422
    assert {"locked": "is locked", "waits": "is waiting for approval", "scheduled": "is scheduled"}[state] in told(
        response
    )
    do(office, form(school, "rename"), **renamed(school))  # the name alone needs no profile


@pytest.mark.parametrize("what", ["record", "page", "redirect", "slug"])
def test_taking_back_names_who_stands_against_it(office, school, manager, what):
    done = do(office, form(school, "rename"), **renamed(school, en="someone-else"))
    school.refresh_from_db()
    if what == "record":
        school.phone = "(213) 555-0177"
        history.save(school, user=manager)
        says = NEW_NAME
    elif what == "page":
        page = profile_of(school)
        page.summary = "Since."
        page.save_revision().publish()
        says = f"Someone has changed these since: {NEW_NAME} (English)"
    elif what == "redirect":
        Redirect.objects.filter(old_path="/schools/gertz-ressler").update(redirect_link="/about/", redirect_page=None)
        says = "/schools/gertz-ressler"
    else:
        profile().move(profile_of(school), pos="left")
        SchoolPage.objects.filter(slug__startswith="example-").update(slug="gertz-ressler")
        says = "already in use"
    after = everything()
    response = look(office, done)
    assert response.status_code == 422
    assert says in told(response)
    assert everything() == after
