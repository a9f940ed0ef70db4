"""A year of days: schools open, close, and lead on, notices and stories come and go, people are reminded, unasked."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from alliance_site import jobs
from alliance_site.staff.school_editors import retire_closed
from schools.lifecycle import kinds, planning
from schools.models import Requirement, SchoolNotice
from schools.profiles.models import SchoolIndexPage
from tests.factories import SchoolFactory, profile, story
from tests.schools.people import editor_of, person
from tests.schools.postings.samples import post

from .answers import NEW_NAME, closing, merging, renamed, to

pytestmark = pytest.mark.django_db
WEEKS, EVERY = 52, 2
RENAMED, MOVES = 100, 215
OPENS, NOTICE, NOTICE_ENDS, STORY, STORY_ENDS, CLOSES, MERGES = 33, 61, 75, 90, 120, 180, 250


@pytest.fixture
def clock(monkeypatch):
    """Move the time to noon of a day from now."""
    noon = timezone.make_aware(datetime.combine(timezone.localdate(), time(12)))

    def move(days: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: noon + timedelta(days=days))

    return move


def changed(kind: str, school, fields: dict, user):
    entries = {name: str(value) for name, value in fields.items()} | {"reason": "The board decided so."}
    form = kinds.ALL[kind].form(entries, school=school)
    assert form.is_valid(), form.errors
    digest = planning.preview(kinds.ALL[kind], school, form, user).digest
    planning.apply(kinds.ALL[kind], school, form, user, digest=digest)
    return school


def test_a_year_goes_by_and_every_day_the_public_sees_what_is_true_then(clock, school, manager, into, settings):
    settings.PUBLISH = False
    today = timezone.localdate()

    def day(number: int):
        return today + timedelta(days=number)

    def moment(number: int):
        return timezone.make_aware(datetime.combine(day(number), time.min))

    new = profile(SchoolFactory(name="Alliance Opening High", opened=day(OPENS)))
    closes = profile(SchoolFactory(name="Alliance Closing High"))
    merges = profile(SchoolFactory(name="Alliance Merging High"))
    leaves = editor_of(closes.school, "leaves")
    changed("close", closes.school, closing(day(CLOSES)), manager)
    changed("merge", merges.school, merging(day(MERGES), into), manager)
    changes = profile(SchoolFactory(name="Alliance Changing High"))
    changed("rename", changes.school, renamed(changes.school) | {"day": day(RENAMED)}, manager)
    changed("move", changes.school, to(day=day(MOVES)), manager)
    SchoolNotice.objects.create(school=school, text="Made-up notice", first_day=day(NOTICE), last_day=day(NOTICE_ENDS))
    told = story("Made-up story", day=today, schools=[school])
    told.go_live_at, told.expire_at = moment(STORY), moment(STORY_ENDS)
    told.live = False
    told.save()
    told.save_revision(approved_go_live_at=told.go_live_at)
    Requirement.objects.exclude(code="selpa").update(in_use=False)
    post("selpa", slug="", days=200)
    person("olga", "Listings manager")
    visitor = Client()
    schools, about = SchoolIndexPage.objects.get(locale__language_code="en").url, school.pages.first().url

    def page(address: str) -> str:
        response = visitor.get(address)
        return response.content.decode() if response.status_code == 200 else response.headers.get("Location", "gone")

    events = (OPENS, NOTICE, NOTICE_ENDS, STORY, STORY_ENDS, CLOSES, MERGES, RENAMED, MOVES)
    days = {7 * week for week in range(0, WEEKS + 1, EVERY)} | {one + more for one in events for more in (-1, 0, 1)}
    for number in sorted(days):
        clock(number)
        call_command("publish_scheduled", verbosity=0)
        jobs.carry_out_planned.call()
        retire_closed()
        jobs.remind.call()
        where = f"day {number}"
        listed = page(f"{schools}finder.json")
        for profile_page, last in ((closes, CLOSES), (merges, MERGES)):
            assert (f'"{profile_page.url}"' in listed) == (number <= last), where
        assert ("Opens" in page(new.url)) == (number < OPENS), where
        assert ("This school closed on" in page(closes.url)) == (number > CLOSES), where
        assert (page(merges.url) == into.pages.first().url) == (number > MERGES), where
        assert ("Made-up notice" in page(about)) == (NOTICE <= number <= NOTICE_ENDS), where
        assert (page(told.url) != "gone") == (STORY <= number < STORY_ENDS), where
        shown = page(changes.url)
        for words, then in ((f": {NEW_NAME}", RENAMED), (" at 1 Moved Street", MOVES)):
            assert words.strip(": at") in shown, where  # announced, then true
            assert (f"From {date_format(day(then))}{words}" in shown) == (number < then), where
        assert leaves.groups.exists() == (number <= CLOSES), where
    texts = " ".join(message.body for message in mail.outbox)
    assert "1 required document to post" in texts
    assert "Enrollment dates for" in texts
