"""Give each request an ID and a log line, and count it."""

import logging
import time

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import request_finished

from toolkit import request_id
from toolkit.monitoring.logs import address

log = logging.getLogger(__name__)

# Ends only after the response body was sent, so that log lines until then have the ID, too.
request_finished.connect(request_id.end, dispatch_uid="request_id")


class RequestMiddleware:
    """Must come before all others except the probes, so that it measures their time and errors, too."""

    def __init__(self, get_response):
        if not settings.SERVING:  # the publisher renders pages without a client
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.count = None
        if settings.METRICS_TOKEN:
            from toolkit.monitoring.metrics import count  # not needed without a token

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
            fields = {
                "method": request.method,
                "path": address(request.path),
                "view": view,
                "status": response.status_code,
                "duration": round(seconds, 4),
            }
            log.info("%(method)s %(path)s %(status)s", fields, extra={"request_fields": fields})
        return response


def view_name(request) -> str:
    """Return the name of the view. There are a few hundred, while visitors can request any number of addresses."""
    match = request.resolver_match
    return (match.view_name or "unnamed") if match else "none"
