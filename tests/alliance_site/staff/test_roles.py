"""Roles are defined in code, applied by a command, and tested by acting as each of them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow

from alliance_site.staff.roles import ROLES
from alliance_site.staff.school_editors import PREFIX
from pages.models import Announcement, Figure, HomePage, PillarPage
from schools.models import School, SchoolIndexPage, SchoolPage
from tests.schools.people import person

pytestmark = pytest.mark.django_db


def test_pages_are_approved_by_publishers_and_a_workflow_that_staff_renamed_keeps_its_name():
    def names():
        """Of the workflow for all pages except school profiles."""
        task = GroupApprovalTask.objects.get()
        assert [group.name for group in task.groups.all()] == ["Publisher"]
        return Workflow.objects.get(workflow_pages__page=Page.get_first_root_node()).name, task.name

    assert names() == ("Communications approval", "Approval by a publisher")
    Workflow.objects.update(name="Our approval")
    task = GroupApprovalTask.objects.get()  # created by Wagtail and renamed before our roles existed
    task.name = "Our task"
    task.save()
    task.groups.set([Group.objects.create(name="Moderators")])
    call_command("load_site")
    assert names() == ("Our approval", "Our task")


def test_the_groups_are_the_roles_and_a_right_given_by_hand_is_taken_back(capsys):
    teams = {f"{PREFIX}{school.short_name}" for school in School.objects.open_today()}
    assert set(Group.objects.values_list("name", flat=True)) == {role.name for role in ROLES} | teams
    Group.objects.get(name="Writer").permissions.add(Permission.objects.get(codename="delete_school"))
    call_command("sync_roles")
    assert "Roles changed: Writer." in capsys.readouterr().out
    assert not Group.objects.get(name="Writer").permissions.filter(codename="delete_school").exists()


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
def test_each_role_reaches_what_is_its_own_and_nothing_else(role, client):
    user = person("someone", role)
    client.force_login(user)
    answers = {name: client.get(url).status_code for name, url in urls().items()}
    assert set(answers.values()) <= {200, 302}
    assert {name for name, status in answers.items() if status == 200} == CAN[role]
    spanish = HomePage.objects.get(locale__language_code="es").permissions_for_user(user)
    rights = (spanish.can_edit(), spanish.can_publish())
    assert rights == {"Writer": (True, False), "Publisher": (True, True)}.get(role, (False, False))
