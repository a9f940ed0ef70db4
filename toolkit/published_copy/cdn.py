"""Who can be told of changed addresses. None keeps the worker waiting, and each raises an error if it fails.

Wagtail's own wait without end, log an error and return as if all were well.
"""

import uuid
from urllib.parse import urlsplit

import requests
from wagtail.contrib.frontend_cache.backends import CloudflareBackend, CloudfrontBackend, HTTPBackend

SECONDS = 10  # for a connection, and for each part of the answer
NOT_KEPT = (404, 412)  # what Squid and nginx say of an address that they had not kept


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


class Proxy(HTTPBackend):
    def purge(self, url):
        asked = urlsplit(url)
        there = asked._replace(scheme=self.cache_scheme, netloc=self.cache_netloc).geturl()
        said = requests.request("PURGE", there, headers={"Host": asked.netloc}, timeout=SECONDS, allow_redirects=False)
        if said.status_code >= 300 and said.status_code not in NOT_KEPT:
            raise Refused(said.status_code)
