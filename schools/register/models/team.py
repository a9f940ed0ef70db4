from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .school import School


class SchoolTeam(models.Model):
    """Who edits one school's profile and desk, where its pictures and documents lie, and who in Communications answers
    for it (nobody named: all of them).

    Kept by `alliance_site.staff.school_editors`. A closed school has no group; its collection stays.
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
