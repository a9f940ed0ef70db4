"""Which models public pages show: the site's own (`contents`) and those of Wagtail's."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from .contents import contents

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
    yield from contents().shown_models()
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
        also = [model._meta.get_field(name) for name in contents().also_of(model)]
        others = [(_base(field.related_model), field.column) for field in also]
        return [(model._meta.label_lower, model._meta.pk.column), *others]
    return [(_base(field.related_model), field.column) for field in links]


def _base(model: type[models.Model]) -> str:
    return (Page if issubclass(model, Page) else model)._meta.label_lower
