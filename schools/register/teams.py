"""Teams of schools that an import or a guided change added, for undoing it."""

from collections import defaultdict

from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Collection, CollectionMember

from .following import together
from .models import SchoolTeam


def used(schools: QuerySet) -> dict[int, list[str]]:
    """Return by school what has been added to its team since, in words: editors, pictures and documents."""
    teams = SchoolTeam.objects.filter(school__in=schools).select_related("school")
    labels: dict[int, list[str]] = defaultdict(list)
    for team in teams.filter(group__user__isnull=False).distinct():
        labels[team.school_id].append(_("editors of %(school)s") % {"school": team.school.name})
    with_children = Collection.objects.filter(school_team__in=teams, numchild__gt=0)
    filled = set(with_children.values_list("pk", flat=True))  # what is in them would go with them
    for model in apps.get_models():
        if issubclass(model, CollectionMember):
            filled |= set(
                model._default_manager.filter(collection__school_team__in=teams).values_list("collection", flat=True)
            )
    for team in teams.filter(collection__in=filled):
        labels[team.school_id].append(_("pictures and documents of %(school)s") % {"school": team.school.name})
    return labels


def delete(schools: QuerySet) -> None:
    """Delete the schools, with the groups and the empty collections of their teams."""
    teams = SchoolTeam.objects.filter(school__in=schools)
    collections = list(teams.values_list("collection", flat=True))
    Group.objects.filter(school_team__in=teams).delete()
    with together():
        schools.delete()
    Collection.objects.filter(pk__in=collections).delete()
