"""Triggers that record every change of public content, by a form, a command, or bulk SQL.

They write in the transaction of the change, so a change that is rolled back is never published and a committed one is
never lost. They wake the publisher on commit. Created again after each `migrate`, so new models are covered.
"""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import connections, models
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from toolkit.activity_log.triggers import OF_DRAFTS, array
from toolkit.published_copy.contents import contents

WAGTAIL_MODELS = (
    "wagtailcore.collection",
    "wagtailcore.collectionviewrestriction",
    "wagtailcore.locale",
    "wagtailcore.page",
    "wagtailcore.pageviewrestriction",
    "wagtailcore.site",
    "wagtailredirects.redirect",
)


def shown_models() -> Iterator[type[models.Model]]:
    """Yield the models that have their own table, including many-to-many tables."""
    yield from contents().shown_models()
    yield from map(apps.get_model, WAGTAIL_MODELS)


def owners(model: type[models.Model]) -> list[tuple[str, str]]:
    """Return what a changed row of `model` counts as a change of: (model label, column with the object's key).

    A row of a page type counts as its page. A child row or many-to-many row counts as the objects it belongs to. Any
    other row counts as itself.
    """
    if issubclass(model, Page):
        return [(Page._meta.label_lower, _key(model))]
    links = [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and (isinstance(field, ParentalKey) or model._meta.auto_created)
    ]
    if not links:
        others = [model._meta.get_field(name) for name in contents().also_of(model)]
        return [(model._meta.label_lower, _key(model)), *map(_target, others)]
    return [*map(_target, links)]


def _key(model: type[models.Model]) -> str:
    return model._meta.pk.column  # type: ignore[return-value] # not None: a primary key is a column


def _target(field) -> tuple[str, str]:
    model = Page if issubclass(field.related_model, Page) else field.related_model
    return model._meta.label_lower, field.column


CHANNEL = "site_changes"  # the NOTIFY channel
FUNCTION = Path(__file__).with_name("functions.sql")


def install(using="default", **kwargs) -> None:
    """Create the function and a trigger for each model that pages show. Safe to run again."""
    with connections[using].cursor() as cursor:
        cursor.execute(FUNCTION.read_text(encoding="utf-8").replace("{{OF_DRAFTS}}", array(OF_DRAFTS)))
        for model in shown_models():
            arguments = [text for pair in owners(model) for text in pair]
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER public_change AFTER INSERT OR UPDATE OR DELETE ON "{model._meta.db_table}" '
                f"FOR EACH ROW EXECUTE FUNCTION note_public_change({', '.join(['%s'] * len(arguments))})",
                arguments,
            )
