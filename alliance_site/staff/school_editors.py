"""A group of editors and a collection for each school.

`manage.py sync_roles` updates all schools; the receivers below update a school when it changes. Site admins manage the
members of each group in the editor, under Users.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from alliance_site.staff.roles import library_rights, page_rights, replace_rights, rights_of
from schools.models import School, SchoolPage, SchoolTeam
from schools.register.signals import records_changed

PREFIX = "School editor: "  # followed by the school's short name
COLLECTIONS = "Schools"  # the parent of the schools' collections
PAGES = ("change",)  # on the school's profiles: draft and submit, never publish
LIBRARY = ("add", "change", "choose")  # in the school's collection


@transaction.atomic
def sync_teams() -> list[str]:
    """Create or update the team of every school. Return the names of the groups that changed."""
    return [name for school in School.objects.all() if (name := sync_team(school))]


@transaction.atomic
def sync_team(school) -> str:
    """Create or update the group, collection and permissions of `school`. Return the group's name if anything changed,
    otherwise ""."""
    team, created = SchoolTeam.objects.select_related("group", "collection").get_or_create(school=school)
    collection = _collection(team, school)
    if school.is_closed:
        return _retire(team)
    name = _group_name(team, school)
    if created := team.group is None:
        team.group = Group.objects.create(name=name)
    before = (team.group.name, None if created else rights_of(team.group))
    team.group.name = name
    team.group.save()
    team.save()
    team.group.permissions.set(Permission.objects.filter(codename="access_admin"))
    replace_rights(GroupPagePermission, team.group, page_rights(SchoolPage.objects.filter(school=school), PAGES))
    replace_rights(GroupCollectionPermission, team.group, library_rights(collection, LIBRARY))
    return name if (name, rights_of(team.group)) != before else ""


def retire_closed() -> None:
    """Delete the groups of schools that have closed, because a closing date can pass without any change being saved."""
    for team in SchoolTeam.objects.filter(group__isnull=False).select_related("school", "group"):
        if team.school.is_closed:
            _retire(team)


def connect() -> None:
    """Update teams when a school or profile is saved or a team is deleted."""
    records_changed.connect(_follow_schools)
    post_save.connect(_follow_profile, sender=SchoolPage)
    post_delete.connect(_delete_group, sender=SchoolTeam)


def _follow_schools(schools, **kwargs) -> None:
    """Update the teams of schools whose name or status changed. `_follow_profile` keeps the permissions current."""
    teams = {
        team.school_id: team
        for team in SchoolTeam.objects.filter(school__in=schools).select_related("group", "collection")
    }
    for school in schools:
        if not (school.pk in teams and _is_current(teams[school.pk], school)):
            sync_team(school)


def _is_current(team, school) -> bool:
    is_collection_current = team.collection is not None and team.collection.name == school.short_name
    if school.is_closed:
        return is_collection_current and team.group is None
    return is_collection_current and team.group is not None and team.group.name in _names(school)


def _follow_profile(instance, raw=False, **kwargs) -> None:
    """Give the profile's permissions to the editors of its school and to no other school's."""
    if raw:
        return
    group_keys = set(
        GroupPagePermission.objects.filter(page=instance, group__school_team__isnull=False).values_list("group")
    )
    group = SchoolTeam.objects.filter(school=instance.school_id, group__isnull=False).values_list("group")
    if group_keys != set(group):
        schools = School.objects.filter(team__group__in=[key for (key,) in group_keys]) | School.objects.filter(
            pk=instance.school_id
        )
        for school in schools:
            sync_team(school)


def _delete_group(instance, **kwargs) -> None:
    """Delete the group of a deleted team."""
    Group.objects.filter(pk=instance.group_id).delete()


def _retire(team) -> str:
    """Delete the group of a closed school's team and return its name. The collection stays."""
    if team.group is None:
        team.save()
        return ""
    name = team.group.name
    team.group.delete()
    team.group = None
    team.save()
    return name


def _names(school) -> tuple[str, str]:
    """Return the group's name, and an alternative in case another school's group has that name."""
    longest = Group._meta.get_field("name").max_length
    by_slug = f" ({school.slug})"
    name = f"{PREFIX}{school.short_name}"
    return name[:longest], name[: longest - len(by_slug)] + by_slug


def _group_name(team, school) -> str:
    first, second = _names(school)
    return second if Group.objects.filter(name=first).exclude(pk=team.group_id).exists() else first


def _collection(team, school) -> Collection:
    if team.collection is None:
        root = Collection.get_first_root_node()
        parent = root.get_children().filter(name=COLLECTIONS).first() or root.add_child(name=COLLECTIONS)
        team.collection = parent.add_child(name=school.short_name)
        team.save()
    elif team.collection.name != school.short_name:
        team.collection.name = school.short_name
        team.collection.save()
    return team.collection
