"""Pins of the map: how large they are and how far apart."""


def boxes(page) -> list[dict]:
    return [pin.bounding_box() for pin in page.locator(".map__hit").all()]


def distance(one, other) -> float:
    return ((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2) ** 0.5


def apart(pins) -> float:
    """The smallest distance between two of these."""
    return min(distance(a, b) for n, a in enumerate(pins) for b in pins[:n])
