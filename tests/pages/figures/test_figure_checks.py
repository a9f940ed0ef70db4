"""Staff see which figures are past the day by which to check them: on their home page, and in the list."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from pages.models import Figure
from tests.html import soup

pytestmark = pytest.mark.django_db
LIST = "/admin/snippets/pages/figure/"


def person(role):
    user = get_user_model().objects.get_or_create(username=role)[0]
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def overdue():
    """Three: the Writer's, an older one of nobody, and one that was withdrawn."""
    yesterday, figures = timezone.localdate() - timedelta(days=1), list(Figure.objects.all()[:4])
    Figure.objects.filter(pk=figures[0].pk).update(check_by=yesterday, owner=person("Writer"))
    Figure.objects.filter(pk=figures[1].pk).update(check_by=yesterday - timedelta(days=9))
    Figure.objects.filter(pk=figures[2].pk).update(check_by=yesterday, live=False)
    Figure.objects.filter(pk=figures[3].pk).update(check_by=timezone.localdate())  # not yet
    return figures


def test_the_home_page_names_those_that_are_due_ones_own_first(client, overdue):
    def named(role):
        client.force_login(person(role))
        panel = soup(client.get(reverse("wagtailadmin_home"))).select_one("#figures-to-check-section")
        return panel and [link.get_text() for link in panel.select("li a")]

    assert named("Writer") == [str(figure) for figure in overdue[:2]]
    assert named("Publisher") == [str(overdue[1]), str(overdue[0])]
    assert named("Listings manager") is None
    Figure.objects.update(check_by=None)
    assert named("Writer") is None


def test_the_list_can_be_asked_for_them_and_for_an_owner(client, overdue):
    client.force_login(person("Publisher"))
    found = client.get(LIST, {"is_overdue": "true"}).context["object_list"]
    assert {figure.pk for figure in found} == {figure.pk for figure in overdue[:2]}
    found = client.get(LIST, {"owner": person("Writer").pk}).context["object_list"]
    assert [figure.pk for figure in found] == [overdue[0].pk]
    assert client.get(LIST, {"is_overdue": "true", "export": "csv"}).status_code == 200
