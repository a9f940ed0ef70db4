"""Update the finder's index when the register changes."""

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver

from schools.register.models import Program, School
from schools.register.signals import records_changed, schools_deleted

from .words import forget_schools, index_schools


@receiver(records_changed)
def index_changed(schools, **kwargs):
    index_schools(schools)


@receiver(post_save, sender=Program)
def index_schools_of_program(instance, **kwargs):
    index_schools(School.objects.filter(programs__slug=instance.slug).distinct())


@receiver(pre_delete, sender=Program)
def remember_schools_of_program(instance, **kwargs):
    instance.schools_before = list(instance.schools.values_list("pk", flat=True))


@receiver(post_delete, sender=Program)
def index_schools_without_program(instance, **kwargs):
    index_schools(School.objects.filter(pk__in=instance.schools_before))


@receiver(schools_deleted)
def forget_deleted(keys, **kwargs):
    forget_schools(keys)
