"""A school notice is in the copy once it is published, and disappears on its end date automatically."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alliance_site import jobs
from schools.models import School, SchoolNotice
from tests.schools.postings.samples import post

PROFILE, OTHER = "/schools/gertz-ressler/", "/schools/odonovan/"
DOCUMENTS = f"{PROFILE}required-documents/"
WORDS = "Friday is a half day."


def notice(first=0, last=7):
    today = timezone.localdate()
    return SchoolNotice.objects.create(
        school=School.objects.get(slug="gertz-ressler"),
        text=WORDS,
        first_day=today + timedelta(days=first),
        last_day=today + timedelta(days=last),
    )


@pytest.fixture
def a_day_passes(monkeypatch):
    """Move the clock forward by some days, and run the worker's midnight jobs."""
    moved = timedelta()
    now = timezone.now

    def pass_(days=1):
        nonlocal moved
        moved += timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda: now() + moved)
        with monkeypatch.context() as quiet:
            quiet.setattr(jobs, "call_command", lambda *args, **kwargs: None)  # the indexes contain no notices
            jobs.follow_calendar.call()

    return pass_


def test_it_is_on_the_school_s_pages_before_everything_is_swept_and_on_no_other(copy):
    post()
    copy.publish()
    notice()
    copy.show()
    for path in (PROFILE, DOCUMENTS):
        assert WORDS in copy.text(path), path
    assert WORDS not in copy.text(OTHER)
    assert WORDS not in copy.text("/schools/")


def test_it_appears_and_disappears_by_its_days(copy, a_day_passes):
    notice(first=1, last=1)
    copy.publish()
    assert WORDS not in copy.text(PROFILE)
    a_day_passes()
    copy.publish()
    assert WORDS in copy.text(PROFILE)
    a_day_passes()
    copy.publish()
    assert WORDS not in copy.text(PROFILE)
