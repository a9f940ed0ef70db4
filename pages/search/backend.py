"""Wagtail's PostgreSQL search backend for pages in several languages.

Each page is indexed by the rules of its language: “inscripciones” and “inscripción” have one stem. Documents do not say
theirs, so they are indexed by those of every language.
"""

from collections import defaultdict
from copy import copy
from inspect import isfunction

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import CombinedSearchVector, SearchVector
from django.db.models import F
from modelsearch.backends.database.postgres.postgres import PostgresIndex, PostgresSearchBackend
from wagtail.models import Locale, TranslatableMixin

from media.models import SiteDocument


def _worked_out(obj):
    """Return a copy of `obj` in which texts from methods are values, because Wagtail asks for each field five times."""
    result = copy(obj)
    for field in obj.get_search_fields():
        if isfunction(getattr(type(obj), field.field_name, None)):
            setattr(result, field.field_name, getattr(obj, field.field_name)())
    return result


class Index(PostgresIndex):
    def add_items(self, model, objs):
        locales = Locale.objects.all() if issubclass(model, TranslatableMixin) else Locale.objects.none()
        languages, by_config = dict(locales.values_list("pk", "language_code")), defaultdict(list)
        for obj in objs:
            language = languages.get(getattr(obj, "locale_id", None))
            by_config[self.backend.by_language.get(language, self.backend.config)].append(_worked_out(obj))
        for config, group in by_config.items():
            backend = copy(self.backend)
            backend.config = config
            PostgresIndex(backend).add_items(model, group)
        if issubclass(model, SiteDocument):
            self._add_languages(objs)

    def _add_languages(self, documents) -> None:
        """Index documents by the rules of every other language, too."""
        kind, keys = ContentType.objects.get_for_model(SiteDocument), [str(document.pk) for document in documents]
        entries = self.entries.filter(content_type=kind, object_id__in=keys)
        for config in self.backend.configs[1:]:
            other = {name: SearchVector(f"{name}_text", config=config) for name in ("title", "body")}
            entries.update(**{name: CombinedSearchVector(F(name), "||", other[name], config) for name in other})


class SearchBackend(PostgresSearchBackend):
    """`config` is for things without a language, `configs` are those of all languages, the default first."""

    index_class = Index

    def __init__(self, params):
        super().__init__(params)
        self.by_language = params.get("SEARCH_CONFIGS", {})
        self.configs = tuple(dict.fromkeys([self.config, *self.by_language.values()]))
