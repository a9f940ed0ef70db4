"""Update the search index when tags are added to documents in bulk. Forms already do this."""

from wagtail.search.index import insert_or_update_object

from .models import SiteDocument


def index_document_of_tags(instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, SiteDocument):
        insert_or_update_object(instance)
