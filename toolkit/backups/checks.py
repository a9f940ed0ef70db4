"""Warnings of `check --deploy` about backups."""

from django.conf import settings
from django.core.checks import Tags, Warning, register

from . import repository


@register(Tags.security, deploy=True)
def check(app_configs=None, **kwargs) -> list[Warning]:
    if not settings.BACKUP_REQUIRED:
        return []
    if repository.is_declined():
        hint = "If nothing else backs up the database and the uploads, set BACKUP_REPOSITORY to a place for backups."
        return [Warning("This site keeps no backups.", hint=hint, id="site.W005")]
    if fault := repository.fault():
        return [Warning("No backup can be made.", hint=fault, id="site.W004")]
    return []
