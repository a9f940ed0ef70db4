"""Update the finder's index when the register changes."""

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from schools.register.models import Offering, Program, School
from schools.register.signals import records_changed

from .words import forget_school, index_schools


@receiver(records_changed)
def index_changed(schools, **kwargs):
    index_schools(schools)


@receiver(m2m_changed, sender=School.programs.through)
def index_school_of_programs(instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, School):
        index_schools(School.objects.filter(pk=instance.pk))


@receiver([post_save, post_delete], sender=Offering)
def index_school_of_offering(instance, **kwargs):
    index_schools(School.objects.filter(pk=instance.school_id))


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
def forget(instance, **kwargs):
    forget_school(instance.pk)
