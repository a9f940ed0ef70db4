from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin


class Recorded(RevisionMixin):
    """A register record with a revision for each change (`schools.register.history`)."""

    # Wagtail's field without its index: no query uses it, and building it would lock the table.
    latest_revision = models.ForeignKey(
        "wagtailcore.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("latest revision"),
    )

    class Meta:
        abstract = True
