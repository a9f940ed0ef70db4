"""A group of editors and a collection for each school.

`manage.py sync_roles` updates all schools; the receivers below update a school when it changes. Site admins manage the
members of each group in the editor, under Users. The collections are children of one, sorted by name, and added many at
a time: Wagtail moves those behind a new one by one query each.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.db.models import F
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from alliance_site.staff.roles import library_rights, page_rights, replace_rights
from schools.models import School, SchoolPage, SchoolTeam

PARENT = "Schools"
# In two steps, because a path must be unique at every moment. No path begins with a hyphen. Sources are equally long.
MOVE = """
UPDATE wagtailcore_collection AS collection SET path = '-' || move.target || substr(path, 1 + length(move.source))
FROM unnest(%s, %s) AS move (source, target) WHERE left(path, %s) = move.source
"""
ARRIVE = "UPDATE wagtailcore_collection SET path = substr(path, 2) WHERE path LIKE '-%'"

PREFIX = "School editor: "  # followed by the school's short name
PAGES = ("change",)  # on the school's profiles: draft and submit, never publish
LIBRARY = ("add", "change", "choose")  # in the school's collection


def _sort(parent: Collection) -> None:
    """Give the children the paths that they have, in the order of their names. All below them moves with them."""
    paths = list(parent.get_children().order_by("name", "path").values_list("path", flat=True))
    moves = [(source, target) for source, target in zip(paths, sorted(paths), strict=True) if source != target]
    if moves:
        with connection.cursor() as cursor:
            cursor.execute(MOVE, [*map(list, zip(*moves, strict=True)), len(paths[0])])
            cursor.execute(ARRIVE)


@transaction.atomic
def sync_teams(schools: Iterable[School] | None = None) -> None:
    """Create or update the groups, collections, and permissions of `schools`, or of all schools.

    Takes the same number of queries for any number.
    """
    chosen = School.objects.all() if schools is None else School.objects.filter(pk__in=[one.pk for one in schools])
    SchoolTeam.objects.bulk_create(
        [SchoolTeam(school=school) for school in chosen.filter(team=None)], ignore_conflicts=True
    )
    teams = SchoolTeam.objects.filter(school__in=chosen).select_related("school", "group", "collection")
    teams = list(teams.order_by("school"))
    _sync_collections(teams)
    _retire(teams)
    _sync_groups([team for team in teams if not team.school.is_closed])


def retire_closed() -> None:
    """Delete the groups of schools that have closed, because a closing date can pass without any change being saved."""
    _retire(SchoolTeam.objects.filter(group__isnull=False).select_related("school"))


def follow_schools(schools, **kwargs) -> None:
    """Update the teams of schools whose name or status changed. `follow_profile` keeps the permissions current."""
    teams = {
        team.school_id: team
        for team in SchoolTeam.objects.filter(school__in=schools).select_related("group", "collection")
    }
    if stale := [school for school in schools if not (school.pk in teams and _is_current(teams[school.pk], school))]:
        sync_teams(stale)


def _is_current(team, school) -> bool:
    is_collection_current = team.collection is not None and team.collection.name == school.short_name
    if school.is_closed:
        return is_collection_current and team.group is None
    return is_collection_current and team.group is not None and team.group.name in _names(school)


def follow_profile(instance, raw=False, **kwargs) -> None:
    """Give the profile's permissions to the editors of its school and to no other school's."""
    if raw:
        return
    group_keys = set(
        GroupPagePermission.objects.filter(page=instance, group__school_team__isnull=False).values_list("group")
    )
    group = SchoolTeam.objects.filter(school=instance.school_id, group__isnull=False).values_list("group")
    if group_keys != set(group):
        of_groups = School.objects.filter(team__group__in=[key for (key,) in group_keys])
        sync_teams(of_groups | School.objects.filter(pk=instance.school_id))


def delete_group(instance, **kwargs) -> None:
    """Delete the group of a deleted team."""
    if instance.group_id:
        Group.objects.filter(pk=instance.group_id).delete()


def _retire(teams: Iterable[SchoolTeam]) -> None:
    """Delete the groups of those teams whose schools are closed. The collections stay."""
    Group.objects.filter(pk__in=[team.group_id for team in teams if team.school.is_closed]).delete()


def _sync_collections(teams: list[SchoolTeam]) -> None:
    """Name the collections of these teams after their schools, and add those that are missing."""
    stale = [team for team in teams if team.collection is None or team.collection.name != team.school.short_name]
    if not stale:
        return
    root = Collection.get_first_root_node()
    parent = root.get_children().filter(name=PARENT).first() or root.add_child(name=PARENT)
    parent = Collection.objects.select_for_update().get(pk=parent.pk)  # as Wagtail locks it while it adds a child
    renamed = [team for team in stale if team.collection]
    for team in renamed:
        team.collection.name = team.school.short_name
    Collection.objects.bulk_update([team.collection for team in renamed], ["name"])
    if without := [team for team in stale if team.collection is None]:
        _add_collections(parent, without)
    _sort(parent)


def _add_collections(parent: Collection, teams: list[SchoolTeam]) -> None:
    """Add a collection for each of `teams` after the children of `parent`."""
    last, depth = parent.get_last_child(), parent.depth + 1
    for place, team in enumerate(teams, 1 + (last._get_lastpos_in_path() if last else 0)):
        path = Collection._get_path(parent.path, depth, place)
        team.collection = Collection(name=team.school.short_name, depth=depth, path=path)
    Collection.objects.bulk_create(team.collection for team in teams)
    Collection.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(teams))
    SchoolTeam.objects.bulk_update(teams, ["collection"])


def _sync_groups(teams: list[SchoolTeam]) -> None:
    """Create or update the groups of open schools' teams."""
    _name_groups(teams)
    groups = {team.school_id: team.group_id for team in teams}
    access = Permission.objects.get(codename="access_admin")
    pages: dict[int, list[int]] = defaultdict(list)
    for school, page in SchoolPage.objects.filter(school__in=groups).values_list("school", "pk"):
        pages[groups[school]].append(page)
    collections = {team.group_id: [team.collection_id] for team in teams}
    for model, rows in (
        (Group.permissions.through, [{"group_id": group, "permission_id": access.pk} for group in groups.values()]),
        (GroupPagePermission, page_rights(pages, PAGES)),
        (GroupCollectionPermission, library_rights(collections, LIBRARY)),
    ):
        replace_rights(model, groups.values(), rows)


def _name_groups(teams: list[SchoolTeam]) -> None:
    """Give each team a group with the name of its school."""
    names = {team.pk: _names(team.school) for team in teams}
    found = Group.objects.filter(name__in=[name for pair in names.values() for name in pair])
    owners = dict(found.values_list("name", "school_team"))  # no key of a team if the group is not of a team
    new, renamed = {}, []
    for team in teams:
        first, second = names[team.pk]
        name = first if owners.setdefault(first, team.pk) == team.pk else second
        if team.group is None:
            new[team] = name
        elif team.group.name != name:
            team.group.name = name
            renamed.append(team.group)
    Group.objects.bulk_update(renamed, ["name"])
    created = Group.objects.bulk_create(Group(name=name) for name in new.values())
    for team, group in zip(new, created, strict=True):
        team.group = group
    SchoolTeam.objects.bulk_update(new, ["group"])


def _names(school) -> tuple[str, str]:
    """Return the group's name, and an alternative in case another school's group has that name."""
    longest = Group._meta.get_field("name").max_length
    by_slug = f" ({school.slug})"
    name = f"{PREFIX}{school.short_name}"
    return name[:longest], name[: longest - len(by_slug)] + by_slug
