"""Where backups are kept: a folder, or a place in any S3 store."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

S3 = "s3://"
SPOOLED = 8 * 1024 * 1024  # bytes of an object that are held in memory; django-storages would hold all of it


def storage(chosen: str, default: Path) -> dict:
    """The entry of STORAGES for `chosen`, the value of BACKUP_ROOT: a folder or `s3://bucket/folder`.

    Who may use the bucket, its region and its address are read from AWS's own environment variables.
    """
    if not chosen.startswith(S3):
        folder = Path(chosen).expanduser().absolute() if chosen else default
        return {"BACKEND": "toolkit.backups.folder.PrivateFolder", "OPTIONS": {"location": str(folder)}}
    bucket, _, folder = chosen.removeprefix(S3).partition("/")
    if not bucket:
        raise ImproperlyConfigured(f"BACKUP_ROOT is '{chosen}': write it like s3://bucket/folder, or name a folder.")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "location": folder.strip("/"),
            "file_overwrite": True,
            "max_memory_size": SPOOLED,
        },
    }
