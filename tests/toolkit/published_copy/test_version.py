"""Two states of the content never have the same version."""

import pytest
from django.db import connection, transaction

from pages.models import Figure
from schools.models import School
from toolkit.published_copy.models import Change, PublishRun
from toolkit.published_copy.publisher import publishing
from toolkit.published_copy.version import QUERY, content_version


@pytest.mark.django_db
def test_the_version_changes_with_every_change_only():
    seen = [content_version()]
    assert content_version() == seen[0]
    for change in (
        lambda: School.objects.filter(slug="gertz-ressler").update(phone="(213) 555-0100"),
        lambda: Figure.objects.first().delete(),
        lambda: School.objects.filter(slug="gertz-ressler").update(phone="(213) 555-0101"),
    ):
        change()
        assert content_version() not in seen
        seen.append(content_version())
        assert content_version() == seen[-1]


@pytest.mark.django_db
def test_a_version_never_returns():
    seen = {content_version()}
    for number in range(3):
        School.objects.filter(slug="gertz-ressler").update(phone=f"(213) 555-010{number}")
        seen.add(content_version())
        PublishRun.objects.create(reason="test")
        Change.objects.all().delete()
        seen.add(content_version())
    assert len(seen) == 7


@pytest.mark.django_db(transaction=True)
def test_changes_that_commit_out_of_order_are_all_seen():
    """The transaction that began first has the smaller number but commits last."""
    other = connection.copy()
    try:
        with transaction.atomic():
            School.objects.filter(slug="gertz-ressler").update(phone="(213) 555-0100")
            with other.cursor() as cursor:
                cursor.execute("UPDATE schools_school SET phone = '(213) 555-0101' WHERE slug = 'kory-hunter'")
            seen_by_others = _version_by(other)
        assert _version_by(other) != seen_by_others
        assert _version_by(other) == content_version()
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_version():
    before = content_version()
    with transaction.atomic():
        School.objects.filter(slug="gertz-ressler").update(phone="(213) 555-0100")
        inside = content_version()
        transaction.set_rollback(True)
    assert content_version() == before != inside
    School.objects.filter(slug="gertz-ressler").update(phone="(213) 555-0101")
    assert content_version() not in (before, inside)


@pytest.mark.django_db(transaction=True)
def test_a_publisher_sets_the_version_before_it_deletes_changes(settings, tmp_path):
    School.objects.filter(slug="gertz-ressler").update(phone="(213) 555-0100")
    changed = content_version()
    with publishing() as publisher:
        publisher.show(publisher.pending())
        shown = content_version()
        publisher.sweep_on()
    assert not Change.objects.exists()
    assert len({changed, shown, content_version()}) == 3


def _version_by(session) -> str:
    with session.cursor() as cursor:
        cursor.execute(QUERY)
        return " ".join(map(str, cursor.fetchone()))
