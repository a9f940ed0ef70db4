"""What follows from a change of the register: profiles carry the new name and are found by it."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.search.index import insert_or_update_object

from .models import Campus, School, SchoolPage


@receiver(post_save, sender=School)
def update_profiles(instance, **kwargs):
    """Profiles take the school's name as their title; the search index learns the rest."""
    pages = SchoolPage.objects.filter(school=instance)
    pages.exclude(title=instance.name).update(title=instance.name, draft_title=instance.name)
    for page in pages:
        insert_or_update_object(page)


@receiver(post_save, sender=Campus)
def reindex_profiles(instance, **kwargs):
    for page in SchoolPage.objects.filter(school__campus=instance):
        insert_or_update_object(page)
