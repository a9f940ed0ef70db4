"""Differences from the state's directory that staff decided to keep."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.register.models import School
from schools.register.models.recorded import user_key


class KeptDifference(models.Model):
    """A decision to keep our value where the state's differs, with the reason. Void if the state's value changes."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="kept_differences")
    field = models.CharField(_("field"), max_length=40)
    theirs = models.TextField(_("the state’s value"))  # for comparison; `shown` is for display
    shown = models.TextField(_("state value"), blank=True)
    reason = models.CharField(_("reason to keep ours"), max_length=200)
    by = user_key(_("by"), blank=True)
    at = models.DateTimeField(_("decided"), auto_now=True)

    class Meta:
        verbose_name = _("kept difference")
        verbose_name_plural = _("kept differences")
        ordering = ["school__name", "field"]
        constraints = [
            models.UniqueConstraint(fields=["school", "field"], name="schools_kept_difference_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="schools_kept_difference_says_why"),
        ]

    def __str__(self):
        return f"{self.school}: {self.field}"
