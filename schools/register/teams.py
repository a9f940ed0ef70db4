"""The team of a school that an import or a guided change added: its editors and its library."""

from django.utils.translation import gettext as _
from wagtail import hooks


def used(school) -> list[str]:
    """What has come to hang on the school's team since, in words."""
    team, found = getattr(school, "team", None), []
    if team is None:
        return found
    if team.group and team.group.user_set.exists():
        found.append(_("editors of %(school)s") % {"school": school.name})
    if team.collection and any(
        told["count"] for hook in hooks.get_hooks("describe_collection_contents") if (told := hook(team.collection))
    ):
        found.append(_("pictures and documents of %(school)s") % {"school": school.name})
    return found


def delete(school) -> None:
    """Deletes the school with its empty collection; the group goes by itself."""
    team = getattr(school, "team", None)
    collection = team and team.collection
    school.delete()
    if collection:
        collection.delete()
