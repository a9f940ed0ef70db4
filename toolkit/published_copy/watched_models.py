"""Which models public pages show: every model of the site's own apps but the named ones, and those of Wagtail's."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Page

OWN_APPS = ("pages", "schools", "media")
# Of these no public page says anything: they serve searches, staff, or the count of what searches miss.
NEVER_SHOWN = {
    "pages.siteword",
    "schools.confirmation",  # pages show the day it leaves on the school
    "schools.importbatch",
    "schools.importedrecord",
    "schools.indexedword",
    "schools.keptdifference",
    "schools.listedprofile",  # made of records and pages, which are watched
    "schools.mistakereport",
    "schools.place",
    "schools.postingreminder",
    "schools.profileapproval",
    "schools.proposal",
    "schools.registercolumns",
    "schools.reminder",
    "schools.schooldeletion",
    "schools.schoolteam",
    "schools.schoolteam_reviewers",
    "schools.schoolword",
    "schools.searchmiss",
    "schools.synonym",
}
# What a row without a parent belongs to besides, if it names it: the profile's own pages are rendered first then.
ALSO_OF = {"schools.posting": ("school",), "schools.schoolnotice": ("school",)}
OF_WAGTAIL = (
    "wagtailcore.collection",
    "wagtailcore.collectionviewrestriction",
    "wagtailcore.locale",
    "wagtailcore.page",
    "wagtailcore.pageviewrestriction",
    "wagtailcore.site",
    "wagtailredirects.redirect",
)


def shown_models() -> Iterator[type[models.Model]]:
    """Models with a table of their own, links between two of them included."""
    for label in OWN_APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if model._meta.label_lower not in NEVER_SHOWN and model._meta.managed:
                yield model
    yield from map(apps.get_model, OF_WAGTAIL)


def owners(model: type[models.Model]) -> list[tuple[str, str]]:
    """Of what a changed row of `model` is a change: (model's label, column that holds the key of its object).

    A row of a page's type is a change of the page; a row that belongs to another one, or links two, is a change of
    those; any other is a change of itself.
    """
    if issubclass(model, Page):
        return [(Page._meta.label_lower, model._meta.pk.column)]
    links = [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and (isinstance(field, ParentalKey) or model._meta.auto_created)
    ]
    if not links:
        also = [model._meta.get_field(name) for name in ALSO_OF.get(model._meta.label_lower, ())]
        others = [(_base(field.related_model), field.column) for field in also]
        return [(model._meta.label_lower, model._meta.pk.column), *others]
    return [(_base(field.related_model), field.column) for field in links]


def _base(model: type[models.Model]) -> str:
    return (Page if issubclass(model, Page) else model)._meta.label_lower
