"""Metrics that other apps add to `/metrics`."""

GAUGES: list = []


def register_gauges(gauges) -> None:
    """Add a function that yields name, help, labels, and value of metrics each time `/metrics` is read."""
    GAUGES.append(gauges)
