"""Wagtail's PostgreSQL search backend for pages in several languages.

Each page is indexed by the rules of its language: “inscripciones” and “inscripción” have one stem. Documents do not say
theirs, so they are indexed by those of every language.
"""

from collections import defaultdict
from copy import copy
from inspect import isfunction
from typing import Self

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchVector
from django.db.models import F, Func
from modelsearch.backends.database.postgres.postgres import (
    PostgresIndex,
    PostgresSearchBackend,
)
from wagtail.models import Locale, TranslatableMixin

from media.models import SiteDocument

VECTORS = ("title", "body")


def _joined(vector: str, other: SearchVector) -> Func:
    return Func(F(vector), other, template="%(expressions)s", arg_joiner=" || ")


def _worked_out(obj):
    """Return a copy of `obj` in which texts from methods are values, because Wagtail asks for each field five times."""
    result = copy(obj)
    for field in obj.get_search_fields():
        if isfunction(getattr(type(obj), field.field_name, None)):
            setattr(result, field.field_name, getattr(obj, field.field_name)())
    return result


class Index(PostgresIndex):
    def add_items(self, model, objs):
        objs = [_worked_out(obj) for obj in objs]
        for config, group in self._by_config(model, objs).items():
            PostgresIndex(self.backend.with_config(config)).add_items(model, group)
        if issubclass(model, SiteDocument):
            keys = [str(obj.pk) for obj in objs]
            of_model = ContentType.objects.get_for_model(model)
            self._add_languages(self.entries.filter(content_type=of_model, object_id__in=keys))

    def _add_languages(self, entries) -> None:
        """Index `entries`, of things that do not say their language, by the rules of every other language, too."""
        for config in self.backend.configs[1:]:
            entries.update(**{name: _joined(name, SearchVector(f"{name}_text", config=config)) for name in VECTORS})

    def _by_config(self, model, objs: list) -> dict[str, list]:
        if not issubclass(model, TranslatableMixin):
            return {self.backend.config: objs}
        languages = dict(Locale.objects.values_list("pk", "language_code"))
        groups = defaultdict(list)
        for obj in objs:
            groups[self.backend.config_of(languages[obj.locale_id])].append(obj)
        return groups


class SearchBackend(PostgresSearchBackend):
    """`config` is for things without a language, `configs` are those of all languages, the default first."""

    index_class = Index

    def __init__(self, params):
        super().__init__(params)
        self._by_language = params.get("SEARCH_CONFIGS", {})
        self.configs = tuple(dict.fromkeys([self.config, *self._by_language.values()]))

    def config_of(self, language: str) -> str:
        """Return PostgreSQL's name for the rules of `language`."""
        return self._by_language.get(language, self.config)

    def with_config(self, config: str) -> Self:
        """Return a copy of this backend that indexes by the rules `config`."""
        other = copy(self)
        other.config = config
        return other
