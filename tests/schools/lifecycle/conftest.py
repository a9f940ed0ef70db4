from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import SchoolFactory, profile

from .acts import translated


@pytest.fixture
def ahead():
    return timezone.localdate() + timedelta(days=200)


@pytest.fixture
def past():
    return timezone.localdate() - timedelta(days=2)


@pytest.fixture
def into(db):
    """A school that another one merges into, with a public profile."""
    school = SchoolFactory(name="Alliance Into Academy")
    profile(school)
    return school


@pytest.fixture
def mover(db):
    """A school alone on its campus, with a profile in both languages."""
    school = SchoolFactory(transit="Bus 2, Example stop")
    profile(school)
    translated(school, "ejemplo")
    return school
