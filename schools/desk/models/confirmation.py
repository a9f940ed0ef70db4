from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.register.models import School
from schools.register.models.recorded import user_key


class Part(models.TextChoices):
    """The parts of a record, which are confirmed separately."""

    CONTACTS = "contacts", _("Contact details")
    REST = "rest", _("Name, grades, address, and dates")


class Confirmation(models.Model):
    """Who confirmed one part of a school's record, and when (`schools.desk.confirmations`)."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="confirmations", verbose_name=_("school"))
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    at = models.DateTimeField(_("confirmed on"), default=timezone.now)
    by = user_key(_("confirmed by"))

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["school", "part", "-at"], name="schools_confirmed_last")]

    def __str__(self):
        return f"{self.school.short_name}, {self.get_part_display()}, {timezone.localtime(self.at):%Y-%m-%d}"
