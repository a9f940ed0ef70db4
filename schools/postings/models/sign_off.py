"""Sign-offs: who signed the list of a school year's postings, when, and exactly which list."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.register.models import School
from schools.register.models.recorded import user_key
from schools.register.school_year import shown_year


class Side(models.TextChoices):
    SCHOOL = "school", _("School")
    OFFICE = "office", _("Network office")


class SignOff(models.Model):
    """The signature of one person, under full name and role. Signing again replaces it; the log has both.

    `digest` is the SHA-256 of `Packet.record()` at that moment, so a later change of the list shows.
    """

    school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sign_offs",
        verbose_name=_("school"),
    )
    school_year = models.CharField(_("school year"), max_length=7)
    side = models.CharField(_("for"), max_length=10, choices=Side.choices)
    digest = models.CharField(_("SHA-256 of the list"), max_length=64)
    signed_at = models.DateTimeField(_("signed"), default=timezone.now)
    signed_by = user_key(_("signed by"), blank=True)
    name = models.CharField(_("name"), max_length=150, help_text=_("Stays if the account is deleted."))
    role = models.CharField(_("role"), max_length=100)

    signed_by.wagtail_reference_index_ignore = True  # not shown on any page

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "signed_by"],
                condition=models.Q(signed_by__isnull=False),
                nulls_distinct=False,
                name="schools_signed_once",
            ),
        ]

    def __str__(self):
        return f"{self.school or _('Network')}, {shown_year(self.school_year)}, {self.get_side_display()}"
