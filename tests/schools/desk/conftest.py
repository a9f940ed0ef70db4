import pytest
from django.db import transaction


@pytest.fixture
def desk(client, editor):
    """The school's editor, signed in."""
    client.force_login(editor)
    return client


@pytest.fixture
def at_once(monkeypatch):
    """Run what waits for the commit at the end of the block, because a test never commits."""
    monkeypatch.setattr(transaction, "on_commit", lambda do, *args, **kwargs: do())
