"""Signal receivers for the register: update `School.changed` and the search index, and notify other packages."""

from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.search.index import insert_or_update_object

from .changes import touch
from .models import (
    Campus,
    Enrollment,
    EnrollmentSeason,
    FormerName,
    NextSchool,
    Offering,
    Recognition,
    School,
    SchoolDeletion,
    SchoolStateRecord,
    StateRecord,
)
from .signals import records_changed

OF_A_REVISION = frozenset({"latest_revision"})  # saved after the record itself, so not another change


@receiver(post_save, sender=School)
def follow_saved_school(instance, update_fields=None, **kwargs):
    if update_fields == OF_A_REVISION:
        return
    follow(School.objects.filter(pk=instance.pk))
    touch(School.objects.filter(Q(next_schools__high_school=instance) | Q(successor=instance)))


# These are saved after their school, so each needs a receiver.
@receiver([post_save, post_delete], sender=FormerName)
@receiver([post_save, post_delete], sender=SchoolStateRecord)
@receiver([post_save, post_delete], sender=Recognition)
def follow_school(instance, **kwargs):
    follow(School.objects.filter(pk=instance.school_id))


@receiver(post_save, sender=StateRecord)
def follow_record(instance, update_fields=None, **kwargs):
    if update_fields == OF_A_REVISION:
        return
    follow(School.objects.filter(record_links__record=instance))


@receiver(post_save, sender=Campus)
def follow_campus(instance, update_fields=None, **kwargs):
    if update_fields == OF_A_REVISION:
        return
    follow(instance.schools.all())


@receiver([post_save, post_delete], sender=Enrollment)
@receiver([post_save, post_delete], sender=NextSchool)
@receiver([post_save, post_delete], sender=Offering)
def follow_public_list(instance, **kwargs):
    touch(School.objects.filter(pk=instance.school_id))


@receiver([post_save, post_delete], sender=EnrollmentSeason)
def follow_season(**kwargs):
    touch(School.objects.exclude(closed__lt=timezone.localdate()))


@receiver(m2m_changed, sender=School.programs.through)
def follow_programs(instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, School):
        touch(School.objects.filter(pk=instance.pk))


@receiver(post_delete, sender=School)
def note_deletion(instance, **kwargs):
    SchoolDeletion.objects.create(uid=instance.uid)


def follow(schools) -> None:
    """Mark `schools` as changed, notify other packages, and update the search index."""
    touch(schools)
    records_changed.send(School, schools=schools)
    for school in schools:
        insert_or_update_object(school)
