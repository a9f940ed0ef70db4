"""What follows from a change of the register: profiles carry the new name and are found by it."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.search.index import insert_or_update_object

from .models import Campus, FormerName, School, SchoolPage, SchoolStateRecord, StateRecord


@receiver(post_save, sender=School)
def rename_profiles(instance, **kwargs):
    """Profiles take the school's name as their title."""
    SchoolPage.objects.filter(school=instance).exclude(title=instance.name).update(
        title=instance.name, draft_title=instance.name
    )
    index(School.objects.filter(pk=instance.pk))


# Names and links are saved after their school, so each tells for itself.
@receiver([post_save, post_delete], sender=FormerName)
@receiver([post_save, post_delete], sender=SchoolStateRecord)
def index_school(instance, **kwargs):
    index(School.objects.filter(pk=instance.school_id))


@receiver(post_save, sender=StateRecord)
def index_schools_of_record(instance, **kwargs):
    index(School.objects.filter(record_links__record=instance))


@receiver(post_save, sender=Campus)
def index_schools_of_campus(instance, **kwargs):
    index(instance.schools.all())


def index(schools) -> None:
    """Lets searches find `schools` and their profiles by what the register says now."""
    for school in schools:
        insert_or_update_object(school)
    for page in SchoolPage.objects.filter(school__in=schools):
        insert_or_update_object(page)
