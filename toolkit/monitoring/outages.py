"""The response when the site cannot answer: the maintenance page, in both languages."""

import logging
import sys
import time
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error as default_server_error

from toolkit.areas import ADMIN_PREFIX
from toolkit.monitoring.logs import address, loggable_text

log = logging.getLogger(__name__)

# The database is away, too slow, full, or shutting down. All other database errors are bugs.
WITHOUT_DATABASE = (InterfaceError, OperationalError)
RETRY_AFTER = 30  # seconds


@requires_csrf_token
def server_error(request):
    """Handle every exception of a view or middleware, as Django's handler500. Makes no query."""
    error = sys.exc_info()[1]
    if not isinstance(error, WITHOUT_DATABASE):
        return default_server_error(request)
    response = unavailable()
    if not getattr(error.__cause__, "pgcode", None):
        # No statement failed, so a traceback would not help: log one line per request.
        log.error("The database did not respond to a request for %s: %s", address(request.path), loggable_text(error))
        response._has_been_logged = True  # keeps Django from logging it again
    return response


def unavailable() -> HttpResponse:
    """Return the maintenance page with 503. Clients should retry later, and browsers must not cache it."""
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(maintenance_page(), status=503, headers=headers)


@cache
def maintenance_page() -> bytes:
    """Return the page that the proxy shows, too, from the source tree: the collected file may be what is missing."""
    return Path(settings.MAINTENANCE_PAGE).read_bytes()


class DeadlineMiddleware:
    """Limit the total time of a request, because many slow statements can each stay under the statement timeout."""

    def __init__(self, get_response):
        if not (settings.SERVING and settings.REQUEST_TIMEOUT):
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(ADMIN_PREFIX):  # staff move and delete whole page trees
            return self.get_response(request)
        end = time.monotonic() + settings.REQUEST_TIMEOUT

        def in_time(execute, *statement):
            if time.monotonic() > end:
                raise OperationalError(f"The request took more than {settings.REQUEST_TIMEOUT} seconds")
            return execute(*statement)

        with connection.execute_wrapper(in_time):
            return self.get_response(request)
