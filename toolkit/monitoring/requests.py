"""Each request gets a name and a line in the log, and is counted."""

import logging
import time

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import request_finished

from toolkit import request_id
from toolkit.monitoring.logs import address

log = logging.getLogger("alliance_site.requests")

# Closed last, after the body of the answer was sent: what is logged until then carries the name, too.
request_finished.connect(request_id.end, dispatch_uid="request_id")


class RequestMiddleware:
    """Outside of all others but the probes, so that their time and their errors count."""

    def __init__(self, get_response):
        if not settings.SERVING:  # the publisher renders pages for itself
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.count = None
        if settings.METRICS_TOKEN:
            from toolkit.monitoring.metrics import count  # needs its folder; without a token nothing is counted

            self.count = count

    def __call__(self, request):
        name = request_id.begin(request.headers.get(request_id.HEADER, ""))
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        response.headers[request_id.HEADER] = name
        view = view_name(request)
        if self.count:
            self.count(view, request.method, response.status_code, seconds)
        if log.isEnabledFor(logging.INFO):
            told = {
                "method": request.method,
                "path": address(request.path),
                "view": view,
                "status": response.status_code,
                "duration": round(seconds, 4),
            }
            log.info("%(method)s %(path)s %(status)s", told, extra={"told": told})
        return response


def view_name(request) -> str:
    """The name of the address that answered; there are a few hundred, and as many addresses as somebody likes."""
    match = request.resolver_match
    return (match.view_name or "unnamed") if match else "none"
