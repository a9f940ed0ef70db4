"""Tell a CDN in front of the site which addresses changed."""

import logging
import uuid
from datetime import timedelta

import requests
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.contrib.frontend_cache.backends import CloudflareBackend, CloudfrontBackend
from wagtail.contrib.frontend_cache.utils import get_backends
from wagtail.models import Site

from toolkit.activity_log.events import record
from toolkit.published_copy.models import Unpurged

logger = logging.getLogger(__name__)

SECONDS = 10  # to connect, and for each part of the response
BATCH_SIZE = 30  # addresses per request, the limit of the APIs
RETRY_AFTER = timedelta(seconds=15)  # a CDN may have fetched the old file just before, or missed the first call
MAX_CALLS, BACKOFF = 7, 4  # calls in total; the waits are 15 seconds, a minute, … four hours


def note(path: str) -> None:
    """Record `path` in the transaction of its change, so that if this publisher dies, the next one purges it."""
    if _is_in_front():
        Unpurged.objects.create(address=path)


def purge(site: Site) -> None:
    """Queue recorded addresses for purging, now and once more, and delete the records in the same transaction."""
    if not _is_in_front():
        return
    with transaction.atomic():
        unpurged = list(Unpurged.objects.order_by("pk").values_list("pk", "address"))
        urls = [site.root_url + path for path in dict.fromkeys(path for _pk, path in unpurged)]
        for start in range(0, len(urls), BATCH_SIZE):
            batch = urls[start : start + BATCH_SIZE]
            purge_urls.enqueue(batch)
            purge_urls.using(run_after=timezone.now() + RETRY_AFTER).enqueue(batch)
        Unpurged.objects.filter(pk__in=[pk for pk, _path in unpurged]).delete()


def _is_in_front() -> bool:
    return bool(getattr(settings, "WAGTAILFRONTENDCACHE", None))


@task(backend="worker")
def purge_urls(urls: list[str], failed: int = 0) -> None:
    """Purge `urls` from every CDN; retry later on failure. `failed` is the number of failed calls so far."""
    try:
        for backend in get_backends().values():
            backend.purge_batch(urls)
    except Exception as error:
        retry_later(purge_urls, urls, failed + 1, error, "purge these addresses from a CDN")
    else:
        record("cdn.purged", count=len(urls), addresses=urls)


def retry_later(job, items: list[str], failed: int, error: Exception, what: str) -> None:
    """Queue `job` again for `items`, later after each failure; after the last one, log that a person has to do it."""
    if failed == MAX_CALLS:
        logger.error("Gave up trying to %s. Do it yourself: %s", what, items, exc_info=error)
        return
    logger.warning("Failed to %s (%s), will retry: %s", what, len(items), type(error).__name__)
    job.using(run_after=timezone.now() + RETRY_AFTER * BACKOFF ** (failed - 1)).enqueue(items, failed)


class Refused(Exception):
    """A CDN answered that it did not purge."""


class Cloudflare(CloudflareBackend):
    """Wagtail's own waits without limit, logs errors, and returns as if all went well."""

    def _purge_urls(self, urls):
        answer = requests.post(
            self.cloudflare_purge_endpoint_url,
            json={"files": urls},
            headers={"Authorization": f"Bearer {self.cloudflare_token}"},
            timeout=SECONDS,
        )
        answer.raise_for_status()
        if not answer.json().get("success"):
            raise Refused


class Cloudfront(CloudfrontBackend):
    """The AWS client has its own timeouts."""

    def _create_invalidation(self, distribution_id, paths):
        self.client.create_invalidation(
            DistributionId=distribution_id,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": paths},
                "CallerReference": str(uuid.uuid4()),
            },
        )
