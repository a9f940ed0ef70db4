"""Roles are defined in code, applied by a command, and tested by acting as each of them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow

from alliance_site.staff.roles import ROLES, sync_roles
from alliance_site.staff.school_editors import PREFIX
from pages.models import Announcement, Figure, HomePage, PillarPage
from schools.models import School, SchoolIndexPage, SchoolPage
from tests.schools.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def as_role(name):
        client.force_login(person("someone", name))
        return client

    return as_role


def workflow():
    """Permission for all pages except school profiles."""
    return Workflow.objects.get(workflow_pages__page=Page.get_first_root_node())


def test_pages_are_approved_by_publishers():
    task = GroupApprovalTask.objects.get()
    assert [group.name for group in task.groups.all()] == ["Publisher"]
    assert (workflow().name, task.name) == ("Communications approval", "Approval by a publisher")


def test_a_workflow_that_staff_renamed_keeps_its_name():
    Workflow.objects.update(name="Our approval")
    call_command("load_site")
    assert workflow().name == "Our approval"
    task = GroupApprovalTask.objects.get()  # created by Wagtail and renamed before our roles existed
    task.name = "Our task"
    task.save()
    task.groups.set([Group.objects.create(name="Moderators")])
    call_command("load_site")
    task.refresh_from_db()
    assert (workflow().name, task.name) == ("Our approval", "Our task")
    assert [group.name for group in task.groups.all()] == ["Publisher"]


def test_the_groups_are_the_roles():
    teams = {f"{PREFIX}{school.short_name}" for school in School.objects.open_today()}
    assert set(Group.objects.values_list("name", flat=True)) == {role.name for role in ROLES} | teams


def test_a_right_given_by_hand_is_taken_back(capsys):
    Group.objects.get(name="Writer").permissions.add(Permission.objects.get(codename="delete_school"))
    call_command("sync_roles")
    assert "Writer" in capsys.readouterr().out
    assert not Group.objects.get(name="Writer").permissions.filter(codename="delete_school").exists()


def allowed(client, url):
    response = client.get(url)
    assert response.status_code in (200, 302), url
    return response.status_code == 200


def urls():
    return {
        "edit pillar": reverse("wagtailadmin_pages:edit", args=[PillarPage.objects.first().pk]),
        "edit home": reverse("wagtailadmin_pages:edit", args=[HomePage.objects.get(locale__language_code="en").pk]),
        "edit profile": reverse("wagtailadmin_pages:edit", args=[SchoolPage.objects.first().pk]),
        "add profile": reverse(
            "wagtailadmin_pages:add",
            args=["schools", "schoolpage", SchoolIndexPage.objects.get(locale__language_code="en").pk],
        ),
        "see register": reverse(School.snippet_viewset.get_url_name("list")),
        "edit school": reverse(School.snippet_viewset.get_url_name("edit"), args=[School.objects.first().pk]),
        "add figure": reverse(Figure.snippet_viewset.get_url_name("add")),
        "add announcement": reverse(Announcement.snippet_viewset.get_url_name("add")),
        "add image": reverse("wagtailimages:add"),
        "redirects": reverse("wagtailredirects:index"),
        "users": reverse("wagtailusers_users:index"),
        "groups": reverse("wagtailusers_groups:index"),
    }


CAN = {
    "Writer": {
        *("edit pillar", "edit home", "edit profile", "add profile", "see register", "add figure"),
        *("add announcement", "add image"),
    },
    "Publisher": {
        *("edit pillar", "edit home", "edit profile", "add profile", "see register", "add figure"),
        *("add announcement", "add image", "redirects"),
    },
    "Listings manager": {"edit profile", "add profile", "see register", "edit school", "add image"},
}


@pytest.mark.parametrize("role", CAN)
def test_each_role_reaches_what_is_its_own_and_nothing_else(role, sign_in):
    client = sign_in(role)
    assert {name for name, url in urls().items() if allowed(client, url)} == CAN[role]


def test_the_home_page_of_another_language_belongs_to_writers_and_publishers():
    home = HomePage.objects.get(locale__language_code="es")
    for role, right in (("Writer", "can_edit"), ("Publisher", "can_publish")):
        assert getattr(home.permissions_for_user(person(role, role)), right)()
    assert sync_roles() == []
    assert Page.objects.get(depth=1).title == "Home pages"
