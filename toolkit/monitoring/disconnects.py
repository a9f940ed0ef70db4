"""Drop requests whose client has disconnected.

After a rush, requests that nginx has given up on still wait in front of the application, ahead of new ones. A proxy
that gave up has closed its connection, which one system call can detect.
"""

import socket

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from toolkit.monitoring.outages import unavailable


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
