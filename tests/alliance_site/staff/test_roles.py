"""Roles are defined in code, applied by a command, and tested by acting as each of them. Each school has one group of
editors and one collection, which are created, renamed, and removed with it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection, GroupApprovalTask, GroupPagePermission, Locale, Page, Workflow

from alliance_site import jobs
from alliance_site.staff.roles import ROLES
from alliance_site.staff.school_editors import LIBRARY, PAGES, PREFIX, follow_schools, sync_teams
from pages.models import HomePage, PillarPage
from schools.models import School, SchoolIndexPage, SchoolPage, SchoolTeam
from schools.register import history
from tests.cases import named_cases
from tests.factories import CampusFactory, SchoolFactory, profile
from tests.schools.people import editor_of, person

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


def team(school):
    return SchoolTeam.objects.select_related("group", "collection").get(school=school)


def rights(group):
    return {(row.page_id, row.permission.codename) for row in group.page_permissions.select_related("permission")}


def test_a_new_school_has_its_editors_and_its_collection_at_once():
    page = profile(SchoolFactory(name="Alliance Brand New High"))
    made = team(page.school)
    assert {one.codename for one in made.group.permissions.all()} == {"access_admin"}
    assert rights(made.group) == {(page.pk, "change_page")}
    twin = page.copy_for_translation(Locale.objects.get(language_code="es"))
    assert rights(made.group) == {(page.pk, "change_page"), (twin.pk, "change_page")}
    names = (made.group.name, made.collection.name, made.collection.get_parent().name)
    assert names == (f"{PREFIX}Brand New High", "Brand New High", "Schools")
    found = made.group.collection_permissions.values_list("collection", "permission__codename")
    assert set(found) == {
        (made.collection.pk, f"{action}_{kind}") for action in LIBRARY for kind in ("image", "document")
    }


def test_a_renamed_school_keeps_its_members_and_its_pictures(django_assert_max_num_queries):
    school = SchoolFactory(name="Alliance " + "x" * 151)
    before = team(school)
    assert len(before.group.name) == 150  # the longest that a group may have
    user = editor_of(school)
    school.name = "Alliance Renamed High"
    history.save(school)
    after = team(school)
    assert (after.group, after.collection) == (before.group, before.collection)
    assert (after.group.name, after.collection.name) == (f"{PREFIX}Renamed High", "Renamed High")
    assert list(after.group.user_set.all()) == [user]
    with django_assert_max_num_queries(2):  # for a change that is none of theirs: the schools and their teams
        follow_schools(School.objects.filter(pk=school.pk))


def test_the_collections_of_many_schools_stay_sorted_and_take_the_same_queries(django_assert_max_num_queries):
    new = [SchoolFactory.build(name=f"Alliance {name}", slug=name.lower(), campus=CampusFactory()) for name in "XBMAQ"]
    first = SchoolFactory(name="Alliance Middle One")
    below = team(first).collection.add_child(name="Field days")
    School.objects.bulk_create(new)
    with django_assert_max_num_queries(45):
        sync_teams(School.objects.filter(pk__in=[one.pk for one in new]))
    parent = Collection.objects.get(name="Schools")
    names = [child.name for child in parent.get_children()]
    assert {"X", "B", "M", "A", "Q"} < set(names)
    assert names == sorted(names)
    assert Collection.objects.get(pk=below.pk).get_parent() == team(first).collection
    first.name = "Alliance Aardvark"
    history.save(first)
    names = [child.name for child in parent.get_children()]
    assert names == sorted(names)
    assert Collection.objects.get(pk=below.pk).get_parent().name == "Aardvark"
    assert not any(Collection.find_problems())


def test_closing_takes_rights_and_group_and_leaves_the_collection(picture, monkeypatch):
    page, yesterday = profile(SchoolFactory()), timezone.localdate() - timedelta(days=1)
    school, before = page.school, team(page.school)
    image = picture()
    image.collection = before.collection
    image.save()
    school.closed = yesterday
    history.save(school)
    after = team(school)
    assert (after.group, after.collection) == (None, before.collection)
    assert not Group.objects.filter(pk=before.group.pk).exists()
    assert not GroupPagePermission.objects.filter(page=page, group__school_team__isnull=False).exists()
    image.refresh_from_db()
    assert image.collection == before.collection
    school.closed = None
    history.save(school)
    assert team(school).group.name == before.group.name
    assert team(school).group.user_set.count() == 0  # permissions are set up again
    School.objects.filter(pk=school.pk).update(closed=yesterday)  # as time passes
    assert team(school).group
    monkeypatch.setattr(jobs, "call_command", lambda *args, **kwargs: None)
    jobs.follow_calendar.call()
    assert team(school).group is None


def test_a_profile_that_the_office_gives_to_another_school_changes_hands():
    page, other = profile(SchoolFactory()), SchoolFactory()
    before = page.school
    page.school = other
    page.save()
    assert rights(team(before).group) == set()
    assert rights(team(other).group) == {(page.pk, f"{action}_page") for action in PAGES}


def test_rights_given_by_hand_are_taken_back_and_lost_ones_come_again_and_then_nothing_is_written(capsys):
    page = profile(SchoolFactory())
    group = team(page.school).group
    other = SchoolPage.objects.exclude(pk=page.pk).first()
    publish = Permission.objects.get(codename="publish_page")
    GroupPagePermission.objects.create(group=group, page=other, permission=publish)
    group.permissions.add(Permission.objects.get(codename="change_school"))
    group.page_permissions.filter(page=page).delete()
    team(page.school).collection.delete()
    call_command("sync_roles")
    assert group.name in capsys.readouterr().out
    assert rights(group) == {(page.pk, "change_page")}
    assert {one.codename for one in group.permissions.all()} == {"access_admin"}
    assert team(page.school).collection
    with CaptureQueriesContext(connection) as queries:
        call_command("sync_roles")
    assert not [query for query in queries if re.search("INSERT|UPDATE|DELETE", query["sql"])]
    assert "All roles are up to date." in capsys.readouterr().out


def test_the_editor_of_a_school_is_invited_to_it(mailoutbox):
    school = School.objects.get(slug="gertz-ressler")
    call_command("invite", "edith@example.org", role=team(school).group.name)
    user = get_user_model().objects.get(username="edith@example.org")
    assert list(user.groups.all()) == [team(school).group]
    assert team(school).group.name in mailoutbox[0].body
    with pytest.raises(Exception, match="sync_roles"):
        call_command("invite", "olga@example.org", role=f"{PREFIX}No Such School")
