"""Tells whoever runs the site that its backups are refused or not encrypted."""

from django.conf import settings
from django.core.checks import Tags, Warning, register

from toolkit.backups.encryption import recipients

from .errors import BackupError


def keys() -> list[str]:
    """Who can open a backup that is made now; none if it is plain. Raises BackupError if none would be made."""
    return recipients(settings.BACKUP_RECIPIENT, required=settings.BACKUP_RECIPIENT_REQUIRED)


@register(Tags.security, deploy=True)
def check(app_configs=None, **kwargs) -> list[Warning]:
    if not settings.BACKUP_RECIPIENT_REQUIRED:
        return []
    try:
        found = keys()
    except BackupError as error:
        return [Warning("No backup can be made.", hint=str(error), id="site.W004")]
    if not found:
        hint = "Whoever reads the place where they are kept reads everything. Set BACKUP_RECIPIENT to a public key."
        return [Warning("Backups are not encrypted.", hint=hint, id="site.W005")]
    return []
