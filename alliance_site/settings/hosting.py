"""Settings for services on other machines, of environment variables: files in an S3 store, and a CDN."""

from django.core.exceptions import ImproperlyConfigured

SPOOLED = 8 * 1024 * 1024  # bytes of an object held in memory; by default django-storages holds all of it
BACKENDS = "toolkit.published_copy.purge"


def bucket(name: str, *, overwrite: bool, media_url: str = "") -> dict:
    """Return an entry of STORAGES. The bucket is private: a CDN reads only the folders that its policy allows.

    Credentials, region and endpoint come from AWS's own environment variables. With `media_url`, links to files use
    their address on this site.
    """
    return {
        "BACKEND": f"toolkit.object_store.{'MediaStore' if media_url else 'Store'}",
        "OPTIONS": {
            "bucket_name": name,
            "default_acl": None,  # the bucket's ACL, which is private
            "file_overwrite": overwrite,
            "max_memory_size": SPOOLED,
            **({"media_url": media_url} if media_url else {}),
        },
    }


def cdn(value: str) -> dict:
    """Return WAGTAILFRONTENDCACHE: the CDN to purge when addresses change. Empty without a CDN."""
    match value.split(":"):
        case [""]:
            return {}
        case ["cloudflare", zone, token] if zone and token:
            return {"cloudflare": {"BACKEND": f"{BACKENDS}.Cloudflare", "ZONEID": zone, "BEARER_TOKEN": token}}
        case ["cloudfront", distribution] if distribution:
            return {"cloudfront": {"BACKEND": f"{BACKENDS}.Cloudfront", "DISTRIBUTION_ID": distribution}}
    raise ImproperlyConfigured("CDN must be cloudflare:zone:token or cloudfront:distribution.")
