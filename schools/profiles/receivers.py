"""Signal receivers for profiles: keep titles, the search index, and `School.changed` up to date."""

from django.db.models import F, Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from schools.register.changes import touch
from schools.register.following import index, records_changed
from schools.register.models import School

from .models import SchoolPage


@receiver(records_changed)
def follow_records(schools, **kwargs):
    """Set profile titles to their school's name and update the search index."""
    profiles = SchoolPage.objects.filter(school__in=schools)
    renamed = profiles.exclude(title=F("school__name"), draft_title=F("school__name"))
    for page in renamed.select_related("school"):
        SchoolPage.objects.filter(pk=page.pk).update(title=page.school.name, draft_title=page.school.name)
    lists = ("school__former_names", "school__recognitions", "school__record_links__record")
    index(profiles.select_related("school__campus", "locale").prefetch_related(*lists))


# Published data about a school includes the address of its profile.
@receiver([page_published, page_unpublished], sender=SchoolPage)
def follow_profile(instance, **kwargs):
    """Mark the school as changed, and those that link to its profile: middle schools and closed predecessors."""
    is_school_or_predecessor = Q(pk=instance.school_id) | Q(successor=instance.school_id)
    touch(School.objects.filter(is_school_or_predecessor | Q(next_schools__high_school=instance.school_id)))


@receiver(post_save, sender=SchoolPage)
def follow_saved_profile(instance, created, **kwargs):
    """Do the same for a profile that was published by saving it."""
    if created and instance.live:
        follow_profile(instance)


@receiver([page_slug_changed, post_page_move])
def follow_addresses(instance, **kwargs):
    """Update the page and all pages below it, which move with it."""
    touch(School.objects.filter(pages__path__startswith=instance.path))


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_restriction(instance, **kwargs):
    """Mark schools as changed, because a private profile has no public address."""
    touch(School.objects.filter(pages__path__startswith=instance.page.path))
