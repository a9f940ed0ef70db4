import pytest

from schools.models import School
from tests.factories import SchoolFactory
from tests.schools.people import editor_of

from .admin_addresses import World

WORDS = "Zzyzx"  # in every non-public text of the other school


@pytest.fixture
def own(db, picture):
    return World(School.objects.get(slug="gertz-ressler"), picture, "Our")


@pytest.fixture
def theirs(db, picture):
    """Another school, whose profile is still a draft."""
    return World(SchoolFactory(name=f"Alliance {WORDS} Academy", slug="other"), picture, WORDS, live=False)


@pytest.fixture
def edith(client, own):
    user = editor_of(own.school)
    client.force_login(user)
    return user
