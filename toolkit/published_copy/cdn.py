"""CDN backends with a timeout that raise errors.

Wagtail's own wait without limit, log errors, and return as if all went well.
"""

import uuid

import requests
from wagtail.contrib.frontend_cache.backends import CloudflareBackend, CloudfrontBackend

SECONDS = 10  # to connect, and for each part of the response


class Refused(Exception):
    """A CDN answered that it did not purge."""


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
    """The AWS client has its own timeouts."""

    def _create_invalidation(self, distribution_id, paths):
        self.client.create_invalidation(
            DistributionId=distribution_id,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": paths},
                "CallerReference": str(uuid.uuid4()),
            },
        )
