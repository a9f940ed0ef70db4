"""Who did something: a field that stays empty after the account is deleted."""

from django.conf import settings
from django.db import models


def user_key(verbose_name=None, **options) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=verbose_name,
        **options,
    )
