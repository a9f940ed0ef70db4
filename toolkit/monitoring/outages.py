"""What a visitor gets when the site cannot answer: fast, honest, in both languages."""

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
from django.views.defaults import server_error as fault

from toolkit.areas import ADMIN_PREFIX
from toolkit.monitoring.logs import address, said

log = logging.getLogger(__name__)

# The database is gone, too slow, full, or shutting down. Whatever else a query can fail of is a fault of the code.
WITHOUT_DATABASE = (InterfaceError, OperationalError)
RETRY_AFTER = 30  # seconds


@requires_csrf_token
def server_error(request):
    """Django asks here for every error, of a view or of a middleware, while it handles it; no query is made."""
    error = sys.exc_info()[1]
    if not isinstance(error, WITHOUT_DATABASE):
        return fault(request)
    response = unavailable()
    if not getattr(error.__cause__, "pgcode", None):
        # No statement failed, so no place in the code is to blame: one line, however many requests there are.
        log.error("The database did not answer for %s: %s", address(request.path), said(error))
        response._has_been_logged = True  # Django's way of not saying it twice
    return response


def unavailable() -> HttpResponse:
    """“We are working on the site”, which tells machines to ask again and browsers not to keep it."""
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(maintenance_page(), status=503, headers=headers)


@cache
def maintenance_page() -> bytes:
    """The page that the proxy shows, too; its own file, as the collected one may be what is missing."""
    return Path(settings.MAINTENANCE_PAGE).read_bytes()


class DeadlineMiddleware:
    """Many statements, each of them slow but not too slow, are too slow together."""

    def __init__(self, get_response):
        if not (settings.SERVING and settings.REQUEST_TIMEOUT):
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(ADMIN_PREFIX):  # staff move and delete whole branches
            return self.get_response(request)
        end = time.monotonic() + settings.REQUEST_TIMEOUT

        def in_time(execute, *statement):
            if time.monotonic() > end:
                raise OperationalError(f"The request took more than {settings.REQUEST_TIMEOUT} seconds")
            return execute(*statement)

        with connection.execute_wrapper(in_time):
            return self.get_response(request)
