"""Signal receivers for pictures and documents."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from wagtail.models import ReferenceIndex
from wagtail.search.index import insert_or_update_object
from wagtail.signals import published

from .archive import POLICIES
from .models import SiteDocument


@receiver(m2m_changed, sender=SiteDocument.tags.through)
def index_document_of_tags(instance, action, **kwargs):
    """Update the search index when tags are added to documents in bulk. Forms already do this."""
    if action.startswith("post_") and isinstance(instance, SiteDocument):
        insert_or_update_object(instance)


@receiver(published)
def note_public(instance, **kwargs):
    """Note, when a record is published, that visitors get its pictures and documents."""
    if not instance.live:  # published later
        return
    references = ReferenceIndex.get_references_for_object(instance)
    for model in POLICIES:
        of_model = references.filter(to_content_type=ContentType.objects.get_for_model(model))
        files = model.objects.filter(pk__in=[int(key) for key in of_model.values_list("to_object_id", flat=True)])
        files.filter(Q(was_public=False) | ~Q(archived_at=None)).update(
            was_public=True, archived_at=None, archived_by=None
        )
