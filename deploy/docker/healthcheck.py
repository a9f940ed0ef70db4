"""Health check of the application's container: request /healthz at the address in BIND."""

import os
import socket
import sys

BIND = os.environ.get("BIND", "127.0.0.1:8001")
REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def connect() -> socket.socket:
    if BIND.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(4)
        connection.connect(BIND.removeprefix("unix:"))
        return connection
    return socket.create_connection(("127.0.0.1", int(BIND.rpartition(":")[2])), timeout=4)


try:
    with connect() as connection:
        connection.sendall(REQUEST)
        answer = connection.recv(64)
except OSError as error:
    sys.exit(f"No response: {error}")
sys.exit(None if b" 200 " in answer else f"Unhealthy: {answer!r}")
