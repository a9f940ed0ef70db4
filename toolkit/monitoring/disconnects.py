"""A request that nobody waits for any more is not worked off.

After a rush, what nginx gave up on still stands in line before the application, and whoever asks now would be behind
it. A proxy that gave up has closed its connection, which costs one system call to see.
"""

import socket

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from toolkit.monitoring.outages import unavailable


class WaitingMiddleware:
    """Under gunicorn, whose workers begin with what was asked first."""

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
    """Whether the other side has ended `connection` and everything it sent was read."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:  # reset
        return True
