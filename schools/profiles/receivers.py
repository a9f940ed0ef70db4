"""What follows from a change of the register or of profiles: these carry the school's name and are found by it, and the
finder's rows and copies follow what is published."""

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.search.index import insert_or_update_object
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from schools.finder.profile_index import list_profiles
from schools.register.changes import touch
from schools.register.models import School
from schools.register.signals import records_changed

from .models import SchoolPage


@receiver(records_changed)
def follow_records(schools, **kwargs):
    """Profiles take their school's name as their title, and are found by what the register says now."""
    for page in SchoolPage.objects.filter(school__in=schools).select_related("school"):
        if page.title != page.school.name:
            page.title = page.draft_title = page.school.name
            SchoolPage.objects.filter(pk=page.pk).update(title=page.title, draft_title=page.title)
            list_profiles([page.school_id])
        insert_or_update_object(page)


# A school is published with the address of its profile.
@receiver([page_published, page_unpublished], sender=SchoolPage)
def follow_profile(instance, **kwargs):
    """Middle schools that lead to it show its profile, and so do closed ones that it follows."""
    its = Q(pk=instance.school_id) | Q(successor=instance.school_id)
    touch(School.objects.filter(its | Q(next_schools__high_school=instance.school_id)))
    list_profiles([instance.school_id])


@receiver(post_save, sender=SchoolPage)
def follow_saved_profile(instance, created, **kwargs):
    """Also of one that was published or taken down by saving it."""
    if created and instance.live:
        follow_profile(instance)
    else:
        list_profiles([instance.school_id])


@receiver([page_slug_changed, post_page_move])
def follow_addresses(instance, **kwargs):
    """Moving a page moves those below it."""
    schools = School.objects.filter(pages__path__startswith=instance.path)
    touch(schools)
    list_profiles(list(schools.values_list("pk", flat=True)))


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_restriction(instance, **kwargs):
    """A private profile has no public address."""
    touch(School.objects.filter(pages__path__startswith=instance.page.path))
