"""Signal receivers for the register: follow what changes (`following.py`), and keep `School.changed` up to date."""

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from .changes import touch
from .following import follow, forget
from .models import (
    Campus,
    Enrollment,
    EnrollmentSeason,
    FormerName,
    NextSchool,
    Offering,
    Recognition,
    School,
    SchoolStateRecord,
    StateRecord,
)

OF_A_REVISION = frozenset({"latest_revision"})  # saved after the record itself, so not another change


@receiver(post_save, sender=Campus)
@receiver(post_save, sender=StateRecord)
@receiver(post_save, sender=School)
def follow_record(sender, instance, created, update_fields=None, **kwargs):
    if update_fields == OF_A_REVISION:
        return
    follow(sender, [instance.pk])
    if sender is not School and not created:
        of_record = {"campus": instance} if sender is Campus else {"record_links__record": instance}
        follow(School, School.objects.filter(**of_record).values_list("pk", flat=True))


@receiver(post_delete, sender=Campus)
@receiver(post_delete, sender=StateRecord)
@receiver(post_delete, sender=School)
def forget_record(instance, **kwargs):
    forget(instance)


# These are saved after their school, so each needs a receiver.
@receiver([post_save, post_delete], sender=FormerName)
@receiver([post_save, post_delete], sender=Offering)
@receiver([post_save, post_delete], sender=Recognition)
@receiver([post_save, post_delete], sender=SchoolStateRecord)
def follow_school(instance, **kwargs):
    follow(School, [instance.school_id])


@receiver(m2m_changed, sender=School.programs.through)
def follow_programs(instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, School):
        follow(School, [instance.pk])


@receiver([post_save, post_delete], sender=Enrollment)
@receiver([post_save, post_delete], sender=NextSchool)
def follow_public_list(instance, **kwargs):
    touch(School.objects.filter(pk=instance.school_id))


@receiver([post_save, post_delete], sender=EnrollmentSeason)
def follow_season(**kwargs):
    touch(School.objects.exclude(closed__lt=timezone.localdate()))
