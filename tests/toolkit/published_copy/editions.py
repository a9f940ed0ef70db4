"""Change a page, and move its past editions further into the past."""

from datetime import timedelta

from pages.models import AboutPage
from toolkit.published_copy.models import Edition


def change(**fields):
    page = AboutPage.objects.get(locale__language_code="en")
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def back(days):
    """Move all past versions further into the past."""
    for edition in Edition.objects.all():
        edition.since -= timedelta(days=days)
        edition.until = edition.until and edition.until - timedelta(days=days)
        edition.save()
