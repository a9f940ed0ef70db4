import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(db):
    caches["limits"].clear()


@pytest.fixture
def asked(client):
    """A request exactly as it is written; the client's own way of parsing an address is not asked."""

    def ask(path, method="GET", **headers):
        return client.generic(method, "/", headers=headers, **{"PATH_INFO": path, "QUERY_STRING": ""})

    return ask
