"""What records share: revisions, and who did something."""

from django.conf import settings
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


def user_key(verbose_name=None, **options) -> models.ForeignKey:
    """Return a field for who did something. It stays empty after the account is deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=verbose_name,
        **options,
    )
