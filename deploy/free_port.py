"""`python deploy/free_port.py PORT`: exit with a one-line error unless the port is free on this machine."""

import contextlib
import socket
import sys


def port_problem(text: str) -> str | None:
    """Return the problem with the port `text`, or None."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        return f"PORT={text} is not a valid port. Use a number from 1024 to 65535, for example: make run PORT=8080"
    for address in ("127.0.0.1", "::1"):  # browsers try both addresses for "localhost"
        with contextlib.suppress(OSError):
            socket.create_connection((address, int(text)), timeout=1).close()
            other = int(text) % 65535 + 1
            return f"Port {text} is in use by another program. Stop that program, or use another: make run PORT={other}"
    try:
        socket.create_server(("127.0.0.1", int(text))).close()
    except OSError as error:
        return f"Port {text} cannot be used ({error.strerror}). Use another, for example: make run PORT=8080"
    return None


if __name__ == "__main__":
    sys.exit(port_problem(sys.argv[1]))
