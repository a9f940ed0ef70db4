"""Teams of schools that an import or a guided change added, for undoing it."""

from django.utils.translation import gettext as _
from wagtail import hooks


def used(school) -> list[str]:
    """Return what has been added to the school's team since, in words: editors, pictures and documents."""
    team = getattr(school, "team", None)
    labels: list[str] = []
    if team is None:
        return labels
    if team.group and team.group.user_set.exists():
        labels.append(_("editors of %(school)s") % {"school": school.name})
    if team.collection and any(
        contents["count"]
        for hook in hooks.get_hooks("describe_collection_contents")
        if (contents := hook(team.collection))
    ):
        labels.append(_("pictures and documents of %(school)s") % {"school": school.name})
    return labels


def delete(school) -> None:
    """Delete the school and its empty collection. A receiver deletes the group."""
    team = getattr(school, "team", None)
    collection = team and team.collection
    school.delete()
    if collection:
        collection.delete()
