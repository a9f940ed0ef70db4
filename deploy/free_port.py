"""`python deploy/free_port.py PORT`: exit with a one-line error unless the port is free on this machine."""

import socket
import sys


def port_problem(text: str) -> str | None:
    """Return the problem with the port `text`, or None."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        return f"PORT={text} is not a valid port. Use a number from 1024 to 65535, for example: make run PORT=8080"
    # Browsers try both addresses for "localhost", so another program on either one could answer.
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, int(text)))
        except PermissionError:
            return f"Port {text} is reserved for root. Use another, for example: make run PORT=8080"
        except OSError:
            if family is socket.AF_INET or _answers(address, int(text)):
                suggestion = int(text) % 65535 + 1
                return (
                    f"Port {text} is in use by another program. Stop that program, or use another port: "
                    f"make run PORT={suggestion}"
                )
    return None


def _answers(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError:
        return False  # this machine has no IPv6
    return True


if __name__ == "__main__":
    sys.exit(port_problem(sys.argv[1]))
