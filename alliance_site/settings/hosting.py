"""Settings for services on other machines: files in an S3 store, and a CDN.

Each function turns environment variables into the value of a Django setting.
"""

from django.core.exceptions import ImproperlyConfigured

SPOOLED = 8 * 1024 * 1024  # bytes of an object held in memory; by default django-storages holds all of it
CDN = "toolkit.published_copy.cdn"


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


def cdn(*, zone: str, token: str, distribution: str) -> dict:
    """Return WAGTAILFRONTENDCACHE: the CDNs to purge when addresses change. Empty without a CDN."""
    if bool(zone) != bool(token):
        raise ImproperlyConfigured("CLOUDFLARE_ZONE and CLOUDFLARE_TOKEN belong together: set both or neither.")
    backends = {}
    if zone:
        backends["cloudflare"] = {"BACKEND": f"{CDN}.Cloudflare", "ZONEID": zone, "BEARER_TOKEN": token}
    if distribution:
        backends["cloudfront"] = {"BACKEND": f"{CDN}.Cloudfront", "DISTRIBUTION_ID": distribution}
    return backends
