from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .school import School


class SchoolTeam(models.Model):
    """A school's editors' group, its collection of pictures and documents, and its reviewers in Communications.

    Without reviewers, all of Communications gets the emails. `alliance_site.staff.school_editors` keeps teams up to
    date. A closed school keeps its collection but has no group.
    """

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="team", verbose_name=_("school"))
    group = models.OneToOneField(
        "auth.Group",
        on_delete=models.SET_NULL,
        null=True,
        related_name="school_team",
        verbose_name=_("group of its editors"),
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection",
        on_delete=models.SET_NULL,
        null=True,
        related_name="school_team",
        verbose_name=_("collection"),
    )
    reviewers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        verbose_name=_("who gets an email when its profile is submitted"),
    )

    class Meta:
        verbose_name = _("school's team")
        verbose_name_plural = _("schools' teams")

    def __str__(self):
        return self.school.name
