"""People who cannot publish can delete their own drafts, but nothing that was public or belongs to someone else."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.models import Page

from tests.factories import home, standard
from tests.schools.people import person

pytestmark = pytest.mark.django_db


WAS_PUBLIC = {"first_published_at": timezone.now()}


def draft(owner=None, parent=None, **fields):
    return standard(f"Draft {Page.objects.count()}", parent, live=False, owner=owner, **fields)


def delete_address(page):
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def bulk_address(*pages):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    return f"{address}?{urlencode({'id': [page.pk for page in pages]}, doseq=True)}"


def exists(page) -> bool:
    return Page.objects.filter(pk=page.pk).exists()


def test_a_writer_deletes_or_moves_neither_what_was_public_nor_what_is_somebody_elses(client):
    writer = person("wendy", "Writer")
    client.force_login(writer)
    other = get_user_model().objects.create_user("other")
    mine, elsewhere = draft(writer), draft()
    kept = [draft(other), draft(None), draft(writer, **WAS_PUBLIC), draft(other, **WAS_PUBLIC)]
    move = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    for page in kept:
        client.post(delete_address(page))
        client.post(reverse("wagtailadmin_api:pages:action", args=[page.pk, "delete"]))
        client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere.pk]))
        client.post(f"{move}?id={page.pk}", {"chooser": elsewhere.pk})
        assert exists(page)
        assert page.get_parent(update=True).pk == home().pk
    answer = client.get(bulk_address(*kept)).content.decode()
    assert "Ask a Publisher" in answer
    assert "Yes, delete" not in answer
    client.post(bulk_address(mine, *kept))
    assert [exists(page) for page in kept] == [True] * 4
    assert not exists(mine)


@pytest.mark.parametrize("is_mine", [False, True])
def test_a_subtree_with_such_a_page_stays_whole(client, is_mine):
    group = Group.objects.create(name="Made by hand")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for permission in Permission.objects.filter(codename__in=["add_page", "change_page", "bulk_delete_page"]):
        group.page_permissions.create(page=home(), permission=permission)
    user = person("wendy", group.name)
    client.force_login(user)
    top = draft(user)
    page = draft(user, top, **WAS_PUBLIC) if is_mine else draft(None, top)
    client.post(delete_address(top))
    client.post(bulk_address(top))
    assert exists(top)
    assert exists(page)
    page.owner, page.first_published_at = user, None
    page.save()
    client.post(delete_address(top))
    assert not exists(top)
