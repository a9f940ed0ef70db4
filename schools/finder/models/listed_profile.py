"""The rows that the finder ranks and counts. Derived data, written by `schools.finder.profile_index`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.register.models import School


class ListedProfile(models.Model):
    """A live profile as one narrow row, much faster to read than joining page, profile, school, and campus.

    View restrictions are not stored here; searches check them.
    """

    page = models.OneToOneField("schools.SchoolPage", on_delete=models.CASCADE, primary_key=True, related_name="+")
    list = models.ForeignKey("schools.SchoolIndexPage", on_delete=models.CASCADE, related_name="+", db_index=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    level = models.CharField(max_length=10)
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=80)
    opened = models.DateField()
    closed = models.DateField(null=True)
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    z = models.FloatField(null=True)

    wagtail_reference_index_ignore = True  # derived data is not a use of the page

    class Meta:
        verbose_name = _("listed profile")
        verbose_name_plural = _("listed profiles")
        indexes = [models.Index(fields=["list", "area", "name", "page"], name="schools_listed_in_order")]

    def __str__(self):
        return self.name
