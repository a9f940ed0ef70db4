"""The embedded PostgreSQL starts for the first process, stops after the last, and recovers from crashes."""

import os
import shutil
import signal
import sys
import tempfile
from io import StringIO
from pathlib import Path
from subprocess import PIPE, Popen
from types import SimpleNamespace

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from deploy.stack.supervisor import until
from tests.ground.programs import ROOT, assert_refused, environment, manage
from toolkit.development_database import folders, server
from toolkit.development_database.databases import databases

# A process with its own connection: it prints its server's process ID for each line it reads, until its input ends.
CLIENT = """
import sys
from pathlib import Path
from django.conf import settings
from toolkit.development_database.databases import databases
settings.configure(DATABASES=databases("", Path(sys.argv[1]), durable=False))
from django.db import connection
for line in sys.stdin:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_postmaster_start_time()")
    print((settings.DATABASES["default"]["PGDATA"] / "postmaster.pid").read_text().split()[0], flush=True)
    if line == "reconnect\\n":
        connection.close()
"""


@pytest.fixture(scope="module")
def made():
    """A data folder that was used once, made after an interrupted try. Tests copy it, which is faster."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        var = open_to_all(Path(folder) / "var")
        (var / "postgres.new").mkdir()
        (var / "postgres.new" / "PG_VERSION").write_text("18\n")
        ended(ask(client(var)), var)
        yield var / "postgres"


@pytest.fixture
def var(made):
    """A folder with the data of a stopped server. After the test, the server is stopped and the folder deleted."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        var = open_to_all(Path(folder) / "var")
        copy(made, var)
        yield var
        server.stop(var / "postgres")


def open_to_all(folder):
    folder.mkdir(parents=True)
    folder.parent.chmod(0o755)
    return folder


def copy(made, var):
    data = shutil.copytree(made, var / "postgres", symlinks=True)
    for path in (data, *data.rglob("*")):
        os.chown(path, made.stat().st_uid, made.stat().st_gid)


def client(var):
    command = [sys.executable, "-c", CLIENT, str(var)]
    return Popen(command, cwd=ROOT, env=environment(), stdin=PIPE, stdout=PIPE, text=True)


def ask(process, line="pid"):
    print(line, file=process.stdin, flush=True)
    process.server = int(process.stdout.readline())
    return process


def ended(process, var):
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()
    return not (var / "postgres" / "postmaster.pid").exists()


def alive(pid):
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return False


def test_settings_alone_start_and_write_nothing(tmp_path):
    databases("", tmp_path / "var")
    assert list(tmp_path.iterdir()) == []


def test_only_the_account_of_a_new_server_reaches_it(made, var, tmp_path):
    assert (made / "PG_VERSION").read_text().strip() == "18"
    assert not (made.parent / "postgres.new").exists()
    assert made.stat().st_mode & 0o777 == 0o700
    assert made.stat().st_uid != folders.ROOT
    process = ask(client(var))
    socket = var / "postgres" / ".s.PGSQL.5432"
    assert socket.stat().st_mode & 0o077 == 0
    with psycopg2.connect(host=str(socket.parent), user="postgres", dbname="site") as connection:
        cursor = connection.cursor()
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
    connection.close()
    assert ended(process, var)
    (tmp_path / "socket").symlink_to(tmp_path)
    with pytest.raises(PermissionError, match="only account"):
        folders.make_private(tmp_path / "socket", folders.Account(os.geteuid(), os.getegid()))


def test_the_server_stops_with_the_last_process_and_not_before(var):
    first, second = ask(client(var)), ask(client(var))
    assert first.server == second.server
    assert not ended(first, var)
    assert ask(second).server == first.server
    assert ended(second, var)
    assert not alive(first.server)
    killed = ask(client(var))
    killed.kill()
    killed.wait()
    killed.stdin.close()
    killed.stdout.close()
    assert alive(killed.server)
    following = ask(client(var))
    assert following.server == killed.server
    assert ended(following, var)


def test_a_process_reconnects_after_the_server_crashed_or_was_stopped(var):
    process = ask(client(var), "reconnect")
    crashed = process.server
    os.kill(crashed, signal.SIGKILL)
    until(lambda: not alive(crashed), 20)  # it and its children have released the data
    assert ask(process, "reconnect").server != crashed
    assert server.in_use(var / "postgres")
    assert server.stop(var / "postgres")
    assert ask(process).server
    assert ended(process, var)
    assert not server.in_use(var / "postgres")
    assert not server.stop(var / "postgres")


def test_a_stale_pid_file_does_not_keep_the_server_from_starting(var):
    data = var / "postgres"
    stale = data / "postmaster.pid"
    for pid in (os.getpid(), 4_000_000):  # another program's, nobody's
        stale.write_text(f"{pid}\n{data}\n1700000000\n5432\n{data}\n\n  1 1\n")
        os.chown(stale, data.stat().st_uid, data.stat().st_gid)
        process = ask(client(var))
        assert process.server != pid
        assert ended(process, var)


def test_any_folder_name_works(made):
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        var = open_to_all(Path(folder) / ("a space, é and a 'quote'" + "long" * 30))
        copy(made, var)
        assert ended(ask(client(var)), var)
        socket = folders.socket_folder(var / "postgres")
        assert socket.stat().st_mode & 0o777 == 0o700
        socket.rmdir()


def test_a_folder_that_cannot_be_used_is_named_with_what_to_do(tmp_path, var):
    assert_refused(manage("migrate", DATA_ROOT="/proc/nowhere"), "/proc/nowhere/postgres", "Set DATA_ROOT")
    with pytest.raises(server.EmbeddedServerError, match="Set DATA_ROOT"):
        server.ensure(tmp_path / "$HOME" / "postgres", {})
    (var / "postgres" / "PG_VERSION").write_text("9\n")
    assert_refused(manage("migrate", DATA_ROOT=var), "version 9")


def test_test_databases_are_in_memory_if_it_has_room_in_a_folder_of_ours(tmp_path, monkeypatch):
    preferred, room = Path("/srv/site/var/test"), folders.ROOM
    monkeypatch.setattr(folders, "MEMORY", tmp_path / "missing")
    assert folders.in_memory(preferred) == preferred
    monkeypatch.setattr(folders, "MEMORY", tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=room))
    chosen = folders.in_memory(preferred)
    assert chosen.parent == tmp_path
    assert chosen != folders.in_memory(Path("/srv/another/var/test"))
    monkeypatch.setattr(folders, "ROOM", room + 1)
    assert folders.in_memory(preferred) == preferred
    chosen.mkdir()  # the next process comes to the same answer when it is full
    assert folders.in_memory(preferred) == chosen
    monkeypatch.setattr(os, "geteuid", lambda: chosen.stat().st_uid + 1)
    assert folders.in_memory(preferred) == preferred, "somebody else's"


@pytest.fixture
def site(tmp_path, settings, monkeypatch):
    """A folder like that of a used development site, and the settings that point to it."""
    settings.VAR = tmp_path
    for name, value in databases("", tmp_path)["default"].items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    monkeypatch.setitem(connection.settings_dict, "PGDATA", tmp_path / "postgres")
    monkeypatch.setattr(folders, "in_memory", lambda preferred: preferred)
    for folder in ("postgres", "media/original_images", "test/postgres"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("postgres/PG_VERSION", "media/original_images/a.jpg", "demo-logins.txt", "notes.txt"):
        (tmp_path / file).write_text("kept unless asked\n")
    return tmp_path


def reset(**options):
    out = StringIO()
    call_command("reset", stdout=out, **options)
    return out.getvalue()


def names(folder):
    return {path.name for path in folder.iterdir()} - {"postgres.lock", "postgres.users"}


def test_reset_names_and_deletes_databases_uploads_and_logins_and_nothing_else(site, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt: "yes")
    said = reset()
    assert all(str(site / name) in said for name in ("postgres", "media", "demo-logins.txt", "test"))
    assert names(site) == {"notes.txt"}
    assert "nothing to delete" in reset()


def test_reset_deletes_nothing_without_a_yes_or_in_use(site, monkeypatch):
    before = names(site)
    for answer in ("", "no", "y"):
        monkeypatch.setattr("builtins.input", lambda prompt, answer=answer: answer)
        with pytest.raises(CommandError, match="Nothing was deleted"):
            reset()
    for used, why in (("postgres", "The site is running"), ("test/postgres", "Tests are running")):
        monkeypatch.setattr(server, "in_use", lambda data, used=used: data == site / used)
        with pytest.raises(CommandError, match=why):
            reset(yes=True)
    assert names(site) == before
