"""What follows from a change of the register: profiles carry the new name and are found by it, copies are outdated."""

from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.search.index import insert_or_update_object
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from .changes import touch
from .finder.listing import list_profiles
from .finder.words import forget_school, index_schools
from .models import (
    Campus,
    Enrollment,
    FormerName,
    NextSchool,
    Program,
    Recognition,
    Result,
    School,
    SchoolDeletion,
    SchoolPage,
    SchoolStateRecord,
    StateRecord,
)

OF_A_REVISION = frozenset({"latest_revision"})  # all that is saved with a revision, after its record: no news


@receiver(post_save, sender=School)
def rename_profiles(instance, update_fields=None, **kwargs):
    """Profiles take the school's name as their title."""
    if update_fields == OF_A_REVISION:
        return
    SchoolPage.objects.filter(school=instance).exclude(title=instance.name).update(
        title=instance.name, draft_title=instance.name
    )
    follow(School.objects.filter(pk=instance.pk))
    touch(School.objects.filter(Q(next_schools__high_school=instance) | Q(successor=instance)))


# Names and links are saved after their school, so each tells for itself.
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


@receiver([post_save, post_delete], sender=Result)
def follow_result(instance, **kwargs):
    touch(School.objects.filter(record_links__record=instance.record_id))


@receiver([post_save, post_delete], sender=Enrollment)
@receiver([post_save, post_delete], sender=NextSchool)
def follow_public_list(instance, **kwargs):
    touch(School.objects.filter(pk=instance.school_id))


@receiver(m2m_changed, sender=School.programs.through)
def index_school_of_programs(instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, School):
        schools = School.objects.filter(pk=instance.pk)
        touch(schools)
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


@receiver(post_delete, sender=School)
def forget(instance, **kwargs):
    forget_school(instance.pk)
    SchoolDeletion.objects.create(uid=instance.uid)


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


def follow(schools) -> None:
    """Copies of `schools` are out of date, and searches find them by what the register says now."""
    touch(schools)
    index(schools)


def index(schools) -> None:
    """Lets searches find `schools` and their profiles by what the register says now."""
    index_schools(schools)
    for school in schools:
        insert_or_update_object(school)
    for page in SchoolPage.objects.filter(school__in=schools):
        insert_or_update_object(page)
