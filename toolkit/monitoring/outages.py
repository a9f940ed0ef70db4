"""The response when the site cannot answer: the maintenance page, with the language of the address first."""

import logging
import socket
import sys
import time
from functools import cache

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import requires_csrf_token

from toolkit.areas import ADMIN_PREFIX
from toolkit.atomic_files import DISK_FULL, is_disk_full
from toolkit.monitoring.logs import address, loggable_text

log = logging.getLogger(__name__)

# The database is away, too slow, full, or shutting down. All other database errors are bugs.
WITHOUT_DATABASE = (InterfaceError, OperationalError)
RETRY_AFTER = 30  # seconds
# Pages without a query, a script, or a hashed file, in all languages. The application sends “500” and “maintenance”,
# nginx these.
TITLES = {
    "500": _("Something went wrong"),
    "maintenance": _("We will be right back"),
    "sign-in-busy": _("Many people are signing in"),
    "too-large": _("What you sent is too large"),
}
STAFF = {"sign-in-busy", "too-large"}  # for addresses without a language: English first, and one home page
MAIN, *OTHERS = (code for code, _name in settings.LANGUAGES)
FILES = {f"{name}.html": (name, MAIN) for name in ("maintenance", *STAFF)} | {
    f"maintenance.{code}.html": ("maintenance", code) for code in OTHERS
}


@requires_csrf_token
def server_error(request):
    """Handle every exception of a view or middleware, as Django's handler500. Makes no query."""
    error, language = sys.exc_info()[1], get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    if is_disk_full(error):
        log.error("A request for %s failed: %s", address(request.path), DISK_FULL)
        return _logged(unavailable(language))
    if not isinstance(error, WITHOUT_DATABASE):
        return HttpResponseServerError(page("500", language))
    response = unavailable(language)
    if not getattr(error.__cause__, "pgcode", None):
        # No statement failed, so a traceback would not help: log one line per request.
        log.error("The database did not respond to a request for %s: %s", address(request.path), loggable_text(error))
        _logged(response)
    return response


def _logged(response: HttpResponse) -> HttpResponse:
    """Keep Django from logging the error again, with its traceback."""
    vars(response)["_has_been_logged"] = True
    return response


def unavailable(language: str = settings.LANGUAGE_CODE) -> HttpResponse:
    """Return the maintenance page with 503. Clients should retry later, and browsers must not cache it."""
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(page("maintenance", language), status=503, headers=headers)


@cache
def page(name: str, language: str = MAIN) -> str:
    """Return “500” or a page of `FILES` as HTML that begins with `language`, or with the main one if we lack it."""
    codes = sorted((MAIN, *OTHERS), key=lambda code: code != language)
    homes = [(code, "/" if code == MAIN or name in STAFF else f"/{code}/") for code in codes]
    context = {"network": settings.NETWORK, "name": name, "title": TITLES[name], "first": codes[0], "homes": homes}
    return render_to_string("standalone.html", context)


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


class WaitingMiddleware:
    """Answer 503 without work if the connection is closed. Needs gunicorn."""

    def __init__(self, get_response):
        if not settings.SERVING:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        connection = request.META.get("gunicorn.socket")
        if connection is not None and is_closed(connection):
            return unavailable()
        return self.get_response(request)


def is_closed(connection: socket.socket) -> bool:
    """Return whether the other side has closed `connection` and all its data was read."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:  # connection reset
        return True
