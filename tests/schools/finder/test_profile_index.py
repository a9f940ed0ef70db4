"""The finder's index always matches the profiles that the public may see."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from schools.finder.search import find
from schools.models import Campus, ListedProfile, School, SchoolIndexPage, SchoolPage
from tests.factories import SchoolFactory, home, profile
from tests.schools.finder.questions import ask, criteria, school_list, slugs

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return profile(SchoolFactory(name="Alliance Zanzibar High"))


def found(listed=None) -> list[str]:
    """Short names of all results of the list. All counted results can be reached by paging."""
    results = find(criteria(closed="on"), listed or school_list())
    answered = slugs(results)
    assert len(results.hits) == len(answered)
    assert sum(choice.count for choice in results.counts["level"]) == len(answered)
    assert sum(choice.count for choice in results.counts["area"]) == len(answered)
    return answered


def is_found(page, listed=None) -> bool:
    return page.school.slug in found(listed)


def rows() -> list[dict]:
    return list(ListedProfile.objects.filter(list=school_list()).order_by("page").values())


def another_list() -> SchoolIndexPage:
    return home().add_child(instance=SchoolIndexPage(title="Other schools", slug="other-schools"))


def test_every_live_profile_has_a_row_and_says_what_the_register_says():
    stored = {
        (row.page_id, row.name, row.level, row.lowest, row.highest, row.area, row.opened, row.closed, row.x, row.y)
        for row in ListedProfile.objects.all()
    }
    assert stored == {
        (
            *(profile.pk, school.name, school.level, school.lowest_grade, school.highest_grade),
            *(school.campus.area, school.opened, school.closed, school.campus.x, school.campus.y),
        )
        for profile in SchoolPage.objects.live().select_related("school__campus")
        for school in [profile.school]
    }
    assert len(stored) == 2 * 28  # in two languages


def test_publishing_and_taking_down(page):
    assert is_found(page)
    page.unpublish()
    assert not is_found(page)
    page.refresh_from_db()
    page.save_revision().publish()
    assert is_found(page)
    Page.objects.filter(pk=page.pk).unpublish()  # as plain pages, like the schedule does
    assert not is_found(page)


def test_a_draft_of_a_live_profile_changes_nothing(page):
    before = rows()
    page.title = "Something else"
    page.save_revision()
    assert rows() == before
    new = profile(SchoolFactory(), live=False)
    assert not is_found(new)
    new.save_revision().publish()
    assert is_found(new)


def test_the_schedule_publishes_and_takes_down(page):
    soon = timezone.now() + timedelta(hours=1)
    page.expire_at = soon
    page.save_revision().publish()
    assert is_found(page)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert not is_found(page)
    new = profile(SchoolFactory(), live=False)
    new.go_live_at = soon
    revision = new.save_revision(approved_go_live_at=soon)
    assert not is_found(new)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert is_found(new)


def test_another_address_and_another_place_in_the_list_change_nothing(page):
    before = rows()
    page.slug = "another-address"
    page.save_revision().publish()
    page.refresh_from_db()
    page.move(school_list(), pos="first-child")
    assert rows() == before
    assert is_found(page)


def test_a_profile_is_found_in_the_list_it_stands_in(page):
    first, other = school_list(), another_list()
    assert found(other) == []
    page.move(other, pos="last-child")
    assert found(other) == [page.school.slug]
    assert not is_found(page, first)


def test_a_list_takes_its_profiles_along(page):
    school_list().move(home(), pos="first-child")
    assert is_found(page)


@pytest.mark.parametrize("which", ["profile", "list", "home"])
def test_nothing_private_is_found_or_counted(page, which):
    private = {"profile": page, "list": school_list(), "home": home()}[which]
    restriction = PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert len(found()) == (28 if which == "profile" else 0)
    assert not is_found(page)
    assert slugs(ask(q="zanzibar")) == []
    restriction.delete()
    assert is_found(page)


def test_a_deleted_profile_or_list_is_gone(page):
    SchoolPage.objects.get(pk=page.pk).delete()
    assert not is_found(page)
    assert not ListedProfile.objects.filter(page=page.pk).exists()
    listed = school_list()
    listed.delete()
    assert not ListedProfile.objects.filter(list=listed.pk).exists()


def test_the_register_is_followed(page):
    school, campus = page.school, page.school.campus
    school.level, school.lowest_grade, school.highest_grade = "middle", 6, 8
    school.name = "Alliance Samarkand Middle"
    school.save()
    campus.area = "Bukhara"
    campus.latitude = None
    campus.longitude = None
    campus.save()
    row = ListedProfile.objects.get(page=page.pk)
    assert (row.name, row.level, row.lowest, row.highest) == ("Alliance Samarkand Middle", "middle", 6, 8)
    assert (row.area, row.x) == ("Bukhara", None)
    assert slugs(ask(area="Bukhara", level="middle", grade="7")) == [school.slug]
    school.closed = timezone.localdate() - timedelta(days=1)
    school.save()
    assert slugs(ask(area="Bukhara")) == []


def test_a_profile_of_another_school(page):
    other = SchoolFactory(name="Alliance Samarkand High")
    page.school = other
    page.save_revision().publish()
    assert other.slug in found()
    assert slugs(ask(q="samarkand")) == [other.slug]
    assert slugs(ask(q="zanzibar")) == []


def test_each_language_has_its_own_profiles(page):
    spanish = Locale.objects.get(language_code="es")
    translated = page.copy_for_translation(spanish)
    listed = SchoolIndexPage.objects.get(locale=spanish)
    english = SchoolIndexPage.objects.get(locale=Locale.get_default())
    assert not is_found(page, listed)
    translated.save_revision().publish()
    assert is_found(page, listed)
    assert len(found(english)) == 29
    page.unpublish()
    assert is_found(page, listed)
    assert not is_found(page, english)


def test_a_profile_that_is_kept_like_another_follows_it(page):
    spanish = Locale.objects.get(language_code="es")
    page.copy_for_translation(spanish, alias=True)
    listed = SchoolIndexPage.objects.get(locale=spanish)
    assert is_found(page, listed)
    page.unpublish()
    assert not is_found(page, listed)


def test_what_was_written_in_bulk_is_found_once_the_index_is_made_anew(page):
    before = rows()
    Page.objects.filter(pk=page.pk).update(live=False)
    assert page.school.slug not in slugs(ask(closed="on"))  # counted until then, but never shown
    School.objects.filter(slug="stern").update(level="middle", lowest_grade=6, highest_grade=8)
    Campus.objects.filter(schools__slug="stern").update(area="Bukhara")
    call_command("index_finder", verbosity=0)
    assert not is_found(page)
    assert slugs(ask(area="Bukhara", level="middle")) == ["stern"]
    Page.objects.filter(pk=page.pk).update(live=True)
    ListedProfile.objects.all().delete()
    call_command("index_finder", verbosity=0)
    assert len(rows()) == len(before)
    assert is_found(page)


def test_moving_the_list_tells_the_copies_of_the_register(page):
    before = School.objects.get(pk=page.school_id).changed
    school_list().move(home(), pos="first-child")
    assert School.objects.get(pk=page.school_id).changed > before
