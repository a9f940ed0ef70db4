"""What a growing site puts on other machines, by setting: files in an S3 store, a CDN in front.

Each of these functions answers an entry of Django's settings for what the environment says.
"""

from django.core.exceptions import ImproperlyConfigured

SPOOLED = 8 * 1024 * 1024  # bytes of an object that are held in memory; django-storages would hold all of it
CDN = "toolkit.published_copy.cdn"


def bucket(name: str, *, overwrite: bool, media_url: str = "") -> dict:
    """An entry of STORAGES. Nothing in the bucket is public by itself: a CDN reads the folders that its policy names.

    Who may use it, its region and its address are read from AWS's own environment variables. With `media_url` files are
    linked by their address on this site.
    """
    return {
        "BACKEND": f"toolkit.object_store.{'MediaStore' if media_url else 'Store'}",
        "OPTIONS": {
            "bucket_name": name,
            "default_acl": None,  # the bucket's, which is private
            "file_overwrite": overwrite,
            "max_memory_size": SPOOLED,
            **({"media_url": media_url} if media_url else {}),
        },
    }


def cdn(*, zone: str, token: str, distribution: str) -> dict:
    """WAGTAILFRONTENDCACHE: who is told of changed addresses. Empty if nobody stands in front."""
    if bool(zone) != bool(token):
        raise ImproperlyConfigured("CLOUDFLARE_ZONE and CLOUDFLARE_TOKEN go together: set both or none.")
    told = {}
    if zone:
        told["cloudflare"] = {"BACKEND": f"{CDN}.Cloudflare", "ZONEID": zone, "BEARER_TOKEN": token}
    if distribution:
        told["cloudfront"] = {"BACKEND": f"{CDN}.Cloudfront", "DISTRIBUTION_ID": distribution}
    return told
