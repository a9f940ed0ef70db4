"""Signal receivers for results: mark their schools as changed."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from schools.register.changes import touch
from schools.register.models import School

from .models import Result


@receiver([post_save, post_delete], sender=Result)
def follow_result(instance, **kwargs):
    touch(School.objects.filter(record_links__record=instance.record_id))
