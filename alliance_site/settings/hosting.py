"""What a growing site puts on other machines, by setting: files in an S3 store, a CDN in front, a shared cache.

Each of these functions answers an entry of Django's settings for what the environment says.
"""

from importlib.util import find_spec
from urllib.parse import urlsplit

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


def cdn(*, zone: str, token: str, distribution: str, purge_url: str) -> dict:
    """WAGTAILFRONTENDCACHE: who is told of changed addresses. Empty if nobody stands in front."""
    if bool(zone) != bool(token):
        raise ImproperlyConfigured("CLOUDFLARE_ZONE and CLOUDFLARE_TOKEN go together: set both or none.")
    if purge_url and (urlsplit(purge_url).scheme not in ("http", "https") or not urlsplit(purge_url).hostname):
        raise ImproperlyConfigured("PURGE_URL is no address: set it like PURGE_URL=http://10.0.0.5:6081.")
    told = {}
    if zone:
        told["cloudflare"] = {"BACKEND": f"{CDN}.Cloudflare", "ZONEID": zone, "BEARER_TOKEN": token}
    if distribution:
        told["cloudfront"] = {"BACKEND": f"{CDN}.Cloudfront", "DISTRIBUTION_ID": distribution}
    if purge_url:
        told["proxy"] = {"BACKEND": f"{CDN}.Proxy", "LOCATION": purge_url}
    return told


def redis(url: str) -> dict:
    """The default entry of CACHES: limits then count for all hosts together."""
    if urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured("REDIS_URL is no address: set it like REDIS_URL=redis://10.0.0.6:6379/0.")
    if not find_spec("redis"):
        raise ImproperlyConfigured("REDIS_URL needs the package redis: see docs/growth.md, or unset it.")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
