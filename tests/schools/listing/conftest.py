import pytest
from django.urls import reverse

from tests.schools.people import person

LIST = reverse("wagtailsnippets_schools_school:list")


@pytest.fixture
def writer(client):
    client.force_login(person("wendy", "Writer"))
    return client


@pytest.fixture
def listed(office):
    """The names in the listing, in order."""

    def ask(**question) -> list[str]:
        response = office.get(LIST, question)
        assert response.status_code == 200
        return [school.name for school in response.context["page_obj"].paginator.object_list]

    return ask
