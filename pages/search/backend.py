"""Wagtail's PostgreSQL search backend, which also adds indexed words to the list for correcting misspellings.

`update_index` removes words that are gone.
"""

from django.contrib.contenttypes.models import ContentType
from modelsearch.backends.database.postgres.postgres import (
    PostgresIndex,
    PostgresSearchAtomicRebuilder,
    PostgresSearchBackend,
)
from wagtail.models import Page

from media.models import SiteDocument

from .words import forget_gone, learn


class Index(PostgresIndex):
    def add_items(self, model, objs):
        objs = list(objs)
        super().add_items(model, objs)
        if issubclass(model, Page | SiteDocument):  # the models that visitors can search
            keys = [str(obj.pk) for obj in objs]
            learn(self.entries.filter(content_type=ContentType.objects.get_for_model(model), object_id__in=keys))


class Rebuilder(PostgresSearchAtomicRebuilder):
    def finish(self):
        super().finish()
        forget_gone()


class SearchBackend(PostgresSearchBackend):
    index_class = Index
    rebuilder_class = atomic_rebuilder_class = Rebuilder
