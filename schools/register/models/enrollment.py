"""Applications to one school for one school year."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from .applications import ApplicationWindow
from .school import School


class Enrollment(ApplicationWindow):
    """The window of one school. For its school year, it replaces the window of all schools (`EnrollmentSeason`)."""

    school = ParentalKey(School, on_delete=models.CASCADE, related_name="enrollments")

    class Meta(ApplicationWindow.Meta):
        verbose_name = _("applications for a school year")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year"],
                name="schools_enrollment_once_a_year",
                violation_error_message=_(
                    "This school already has applications for this school year. Edit those instead."
                ),
            )
        ]
