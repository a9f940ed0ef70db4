import pytest

from tests.factories import SchoolFactory, profile

from .acts import translated


@pytest.fixture
def into(db):
    """A school that another one merges into, with a public profile."""
    return profile(SchoolFactory(name="Alliance Into Academy")).school


@pytest.fixture
def mover(db):
    """A school alone on its campus, with a profile in both languages."""
    school = profile(SchoolFactory(transit="Bus 2, Example stop")).school
    translated(school, "ejemplo")
    return school
