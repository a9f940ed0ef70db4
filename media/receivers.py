"""Signal receivers for documents."""

from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from wagtail.search.index import insert_or_update_object

from .models import SiteDocument


@receiver(m2m_changed, sender=SiteDocument.tags.through)
def index_document_of_tags(instance, action, **kwargs):
    """Update the search index when tags are added to documents in bulk. Forms already do this."""
    if action.startswith("post_") and isinstance(instance, SiteDocument):
        insert_or_update_object(instance)
