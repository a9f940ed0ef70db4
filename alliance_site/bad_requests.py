"""Answer incomplete or malformed requests to the editor with 400 instead of 500."""

import logging

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import override

from alliance_site.middleware import ADMIN_PREFIX
from toolkit.mail import preferred_language

log = logging.getLogger(__name__)
BAD_REQUEST_ERRORS = (
    KeyError,
    ValueError,
    OverflowError,
    ObjectDoesNotExist,
    ValidationError,
    InvalidPage,
    NoReverseMatch,
    DataError,
)


class BadRequestMiddleware(MiddlewareMixin):
    """Answer 400 if a view of the editor fails on the data it was sent. Most of these views are Wagtail's.

    The traceback is still logged as an error, in case the bug is ours.
    """

    def process_exception(self, request, exception):
        is_sent = request.POST or request.GET or request.method == "POST"
        if not (is_sent and request.path.startswith(ADMIN_PREFIX) and _is_bad_request(exception)):
            return None
        log.error("Unreadable request: %s", request.path, exc_info=exception)
        with override(preferred_language(request.user)):
            return render(request, "wagtailadmin/unreadable.html", status=400)


def _is_bad_request(exception) -> bool:
    """Return whether the data was invalid or missing. Missing values are None, which raises AttributeError."""
    is_missing = isinstance(exception, AttributeError) and exception.obj is None
    return is_missing or isinstance(exception, BAD_REQUEST_ERRORS)
