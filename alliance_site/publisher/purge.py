"""Tells a CDN in front which addresses changed, and only those."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task
from wagtail.contrib.frontend_cache.utils import get_backends
from wagtail.models import Site

AT_ONCE = 30  # addresses in one request: what the APIs take
AGAIN = timedelta(seconds=15)  # a CDN may have asked for the old file just before, or missed the first call


def purge(site: Site, paths: list[str]) -> None:
    """Has the worker purge `paths` now and once more; does nothing without WAGTAILFRONTENDCACHE."""
    if not paths or not getattr(settings, "WAGTAILFRONTENDCACHE", None):
        return
    urls = [site.root_url + path for path in dict.fromkeys(paths)]
    for start in range(0, len(urls), AT_ONCE):
        batch = urls[start : start + AT_ONCE]
        purge_urls.enqueue(batch)
        purge_urls.using(run_after=timezone.now() + AGAIN).enqueue(batch)


@task(backend="worker")
def purge_urls(urls: list[str]) -> None:
    for backend in get_backends().values():
        backend.purge_batch(urls)
