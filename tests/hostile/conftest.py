import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(db):
    for limits in ("limits", "visitor_limits"):
        caches[limits].clear()


@pytest.fixture
def asked(client):
    """Send a request exactly as written, bypassing the test client's parsing of addresses."""

    def ask(path, method="GET", **headers):
        return client.generic(method, "/", headers=headers, **{"PATH_INFO": path, "QUERY_STRING": ""})

    return ask
