"""Roles are defined in code, applied by a command, and tested by acting as each of them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import GroupApprovalTask, Page, Workflow

from alliance_site.staff.roles import ROLES
from alliance_site.staff.school_editors import PREFIX
from pages.models import HomePage, PillarPage
from schools.models import School, SchoolIndexPage, SchoolPage
from tests.cases import named_cases
from tests.schools.people import person

from ..admin_addresses import views

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


RIGHTS = {"Writer": (True, False), "Publisher": (True, True), "Listings manager": (False, False)}


@pytest.mark.parametrize("role", RIGHTS)
def test_each_role_reaches_what_is_its_own_and_nothing_else(role, client, own):
    """Also on the pages of every language. For every other address and a Writer, see test_isolation."""
    user = person("someone", role)
    client.force_login(user)
    routes, reach = dict(views()), {row["view"]: row[role] for row in named_cases(__file__, "role_reach.csv")}
    answers = {view: client.get(own.address(view, routes[view])).status_code for view in reach}
    assert {view: {200: "yes", 302: "no"}.get(status) for view, status in answers.items()} == reach
    for page in (*HomePage.objects.all(), *PillarPage.objects.all()):
        may = page.permissions_for_user(user)
        assert (may.can_edit(), may.can_publish()) == RIGHTS[role]
    assert SchoolIndexPage.objects.first().permissions_for_user(user).can_add_subpage()
    profiles = SchoolPage.objects.filter(slug="merkin")  # of each language
    assert {page.permissions_for_user(user).can_publish() for page in profiles} == {role != "Writer"}
