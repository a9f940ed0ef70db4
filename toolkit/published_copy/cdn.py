"""Who can be told of changed addresses. None keeps the worker waiting, and each raises an error if it fails.

Wagtail's own wait without end, log an error and return as if all were well.
"""

import uuid

import requests
from wagtail.contrib.frontend_cache.backends import CloudflareBackend, CloudfrontBackend

SECONDS = 10  # for a connection, and for each part of the answer


class Refused(Exception):
    """A CDN answered that it did not do it."""


class Cloudflare(CloudflareBackend):
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
    """The client of AWS has time-outs of its own."""

    def _create_invalidation(self, distribution_id, paths):
        self.client.create_invalidation(
            DistributionId=distribution_id,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": paths},
                "CallerReference": str(uuid.uuid4()),
            },
        )
