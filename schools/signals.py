"""What follows from a change of the register: profiles carry the new name and are found by it."""

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.search.index import insert_or_update_object

from .finder.words import forget_school, index_schools
from .models import Campus, FormerName, Program, School, SchoolPage, SchoolStateRecord, StateRecord


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


@receiver(m2m_changed, sender=School.programs.through)
def index_school_of_programs(instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, School):
        index_schools(School.objects.filter(pk=instance.pk))


@receiver(post_save, sender=Program)
def index_schools_of_program(instance, **kwargs):
    index_schools(School.objects.filter(programs__slug=instance.slug).distinct())


@receiver(pre_delete, sender=Program)
def remember_schools_of_program(instance, **kwargs):
    instance.schools_before = list(instance.schools.values_list("pk", flat=True))


@receiver(post_delete, sender=Program)
def index_schools_without_program(instance, **kwargs):
    index_schools(School.objects.filter(pk__in=instance.schools_before))


@receiver(post_delete, sender=School)
def forget_words(instance, **kwargs):
    forget_school(instance.pk)


def index(schools) -> None:
    """Lets searches find `schools` and their profiles by what the register says now."""
    index_schools(schools)
    for school in schools:
        insert_or_update_object(school)
    for page in SchoolPage.objects.filter(school__in=schools):
        insert_or_update_object(page)
