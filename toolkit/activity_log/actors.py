"""Who is at work: stored for each request, command, and job, and sent to the database with each writing statement.

The triggers of `triggers` read it from a PostgreSQL setting. It is sent in the same string as the statement: no
extra round trip, nothing that outlives the transaction, and the same behind a pooler. A statement without it did not
come from this site (channel `database`).
"""

import getpass
import json
import os
import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass

from django.contrib.auth import get_user_model
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from toolkit import request_id
from toolkit.areas import ADMIN_PREFIX, is_door
from toolkit.cache_control import has_session

SETTING = "site.who"
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Actor:
    """An actor: `key` of the account and its owner's `name`, or the name of a command or job without a key."""

    channel: str
    key: str = ""
    name: str = ""
    request: str = ""


_request = ContextVar("audit_request", default=None)
_asking = ContextVar("audit_asking", default=False)
_process = Actor("command")


def set_process_actor(actor: Actor) -> None:
    """Set the actor of this process outside requests."""
    global _process
    _process = actor


def command_actor(name: str) -> Actor:
    """Return the actor of a command: the system account that ran it; behind `sudo`, the person's own."""
    try:
        account = os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        account = str(os.getuid())
    return Actor("command", name=f"{account}: manage.py {name}")


def user_actor(user, channel: str) -> Actor:
    return Actor(channel, str(user.pk), name_of(user), request_id.current())


def name_of(user) -> str:
    return user.get_full_name().strip() or user.get_username()


def current() -> Actor:
    request = _request.get()
    if request is None:
        return _process
    channel = _channel(request.path_info)
    # Never read a visitor's session: a response that depends on it could not be cached for everyone.
    user = getattr(request, "user", None)
    is_known = type(user) is get_user_model() or has_session(request)
    if user is not None and is_known and _is_signed_in(user):
        return user_actor(user, channel)
    return Actor(channel, request=request_id.current())


def _is_signed_in(user) -> bool:
    """Return whether `user` is signed in. Reading a session may write it, which would ask for the actor again."""
    if _asking.get():
        return False
    token = _asking.set(True)
    try:
        return user.is_authenticated
    finally:
        _asking.reset(token)


def _channel(path: str) -> str:
    if is_door(path):
        return "door"
    return "editor" if path.startswith(ADMIN_PREFIX) else "site"


def current_request():
    return _request.get()


@contextmanager
def serving(request):
    """Attribute everything done inside to the sender of `request`."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


@receiver(connection_created)
def _add_wrapper(connection, **kwargs) -> None:
    if send_actor not in connection.execute_wrappers:
        # First in the list: `execute_wrapper` removes the last one when it ends, which must be its own.
        connection.execute_wrappers.insert(0, send_actor)


def send_actor(execute, sql, params, many, context):
    """Send the actor to the database in front of a writing statement."""
    if isinstance(sql, str) and WRITES.match(sql):
        actor_json = json.dumps(asdict(current())).replace("'", "''")  # ASCII only
        if params is not None:
            actor_json = actor_json.replace("%", "%%")
        sql = f"SELECT set_config('{SETTING}', '{actor_json}', true); {sql}"
    return execute(sql, params, many, context)
