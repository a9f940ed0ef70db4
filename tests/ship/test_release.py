"""deploy/release.sh switches to a release without a gap, or not at all.

The tests use real gunicorns and a real nginx. A script stands in for systemd, and a tiny application for the site.
"""

import os
import shutil
import signal
import sys
import threading
from pathlib import Path

import pytest

from tests.ground.programs import ROOT, environment, run
from tests.nginx import RunningNginx
from tests.stack.ask import ask

APPLICATION = """
import os
NAME, READY = os.path.basename(os.getcwd()), not os.path.exists("not-ready")
def application(environ, start_response):
    ready = READY or environ["PATH_INFO"] != "/readyz"
    start_response("200 OK" if ready else "503 No", [("Content-Type", "text/plain"), ("Cache-Control", "private")])
    return [NAME.encode()]
"""
# Starts and stops processes and records its calls. Processes are detached, so they outlive the script.
SYSTEMCTL = """#!{python}
import os, pathlib, signal, subprocess, sys, time
folder = pathlib.Path({folder!r})
with (folder / "told").open("a") as told:
    told.write(" ".join(sys.argv[1:]) + "\\n")
what, units = sys.argv[-3], sys.argv[-2:]
for unit in units:
    if "@" not in unit:
        continue
    door, name = unit.removeprefix("alliance-").removesuffix(".service").split("@")
    note = folder / (door + "-" + name + ".pid")
    if what == "start" and not note.exists():
        socket = folder / "run" / (door + "-" + name + ".sock")
        command = [{python!r}, "-m", "gunicorn", "--bind", "unix:" + str(socket), "--workers", "2",
                   "--no-control-socket", "application"]
        process = subprocess.Popen(command, cwd=folder / "releases" / name, start_new_session=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        note.write_text(str(process.pid))
    if what == "stop" and note.exists():
        os.kill(int(note.read_text()), signal.SIGTERM)
        note.unlink()
"""
# Of a release's own Python: notes its calls, and writes nginx's configuration. BROKEN: does neither.
PYTHON = """#!/bin/sh
[ -z "${{BROKEN:-}}" ] || exit 1
echo "$DATABASE_URL $SECRET_KEY $*" >>{folder}/calls
case "$*" in *deploy.nginx*)
    echo "error_log stderr; pid {folder}/nginx-process; events {{}}" >"$3/nginx.conf"
    cat nginx-lines >>"$3/nginx.conf" 2>/dev/null || true
esac
"""
SITE = "SECRET_KEY='$not-a-name'\nEDGE='http'\nBASE_URL='http://localhost'\n"
SCRIPTS = {"runuser": '#!/bin/sh\nshift 3\nexec "$@"\n', "install": "#!/bin/sh\n"}


@pytest.fixture
def host(tmp_path):
    """A folder that acts as the host, with releases one, two, and three. The third is never ready."""
    for name in ("run", "etc", "bin", "static", "published", "media", "conf"):
        (tmp_path / name).mkdir()
    (tmp_path / "etc" / "site.env").write_text(f"{SITE}DATA_ROOT='{tmp_path}'\n")
    (tmp_path / "conf" / "nginx.conf").write_text("as it was")
    scripts = {f"bin/{name}": script for name, script in SCRIPTS.items()}
    scripts["bin/systemctl"] = SYSTEMCTL.format(python=sys.executable, folder=str(tmp_path))
    for name in ("one", "two", "three"):
        release = tmp_path / "releases" / name
        (release / ".venv" / "bin").mkdir(parents=True)
        (release / "deploy").mkdir()
        shutil.copy(ROOT / "deploy" / "release.sh", release / "deploy")
        (release / "manage.py").write_text("")
        (release / "application.py").write_text(APPLICATION)
        scripts[f"releases/{name}/.venv/bin/python"] = PYTHON.format(folder=tmp_path)
    for name, script in scripts.items():
        (tmp_path / name).write_text(script)
        (tmp_path / name).chmod(0o755)
    (tmp_path / "releases" / "three" / "not-ready").touch()
    (tmp_path / "srv").mkdir()
    (tmp_path / "srv" / "alliance").symlink_to(tmp_path)  # on another disk, say
    yield tmp_path
    for note in tmp_path.glob("*.pid"):
        os.kill(int(note.read_text()), signal.SIGKILL)


def release(host: Path, name: str, tries: int = 30):
    folders = {"SITE_RUN": host / "run", "SITE_ETC": host / "etc", "SITE_NGINX": host / "conf"}
    place = "current" if name == "--back" else "releases/one"
    path = f"{host / 'bin'}:{os.environ['PATH']}:/usr/sbin"
    script = host / "srv" / "alliance" / place / "deploy" / "release.sh"
    return run(script, name, env=environment(TRIES=tries, PATH=path, **folders))


def state(host: Path) -> dict:
    """What visitors get, and what runs."""
    links = {"current": host / "current", **{door: host / "run" / f"{door}.sock" for door in ("public", "editor")}}
    return {
        **{name: link.readlink().name for name, link in links.items()},
        "runs": {path.name for path in host.glob("*-*.pid")},
        "nginx": (host / "conf" / "nginx.conf").read_text(),
    }


def test_tables_are_migrated_by_their_owner_and_nothing_else_is_done_as_them(host):
    """With owner.env, as docs/install.md describes it for deploy/two-roles.sql."""
    with (host / "etc" / "site.env").open("a") as file:
        file.write("DATABASE_URL='as-site'\n")
    (host / "etc" / "owner.env").write_text(f". {host / 'etc' / 'site.env'}\nDATABASE_URL='as-owner'\n")
    release(host, "three", tries=1)
    lines = (host / "calls").read_text().splitlines()
    migrations = [line for line in lines if "manage.py migrate" in line]
    assert migrations == ["as-owner $not-a-name manage.py migrate --noinput --verbosity 0"]
    assert all(line.startswith("as-site ") for line in lines if line not in migrations)
    assert len(lines) > 3


def test_a_release_takes_over_without_a_gap_and_goes_back(host):
    assert release(host, "one").returncode == 0
    public, editor = (f"unix:{host / 'run' / door}.sock" for door in ("public", "editor"))
    with RunningNginx(host / "nginx", data=host, public=public, editor=editor) as nginx:
        answers, ended = [], threading.Event()

        def visit():
            while not ended.is_set():
                answers.append(ask(nginx.url, f"/page-{len(answers)}/"))

        visitor = threading.Thread(target=visit)
        visitor.start()
        try:
            for name in ("two", "--back", "--back"):
                done = release(host, name)
                assert done.returncode == 0, done.stderr
        finally:
            ended.set()
            visitor.join()
    assert len(answers) > 100
    assert {(answer.status, answer.text) for answer in answers} == {(200, "one"), (200, "two")}
    now = state(host)
    assert (now["current"], now["runs"]) == ("two", {"public-two.pid", "editor-two.pid"})
    assert "events" in now["nginx"]
    migrated = [line for line in (host / "calls").read_text().splitlines() if "migrate" in line]
    assert len(migrated) == 2  # not on the way back
    told = (host / "told").read_text().splitlines()
    assert told[-5:] == [
        "reload-or-restart nginx.service",
        "--quiet enable alliance-public@two.service alliance-editor@two.service",
        "restart alliance-worker.service",
        "--quiet disable alliance-public@one.service alliance-editor@one.service",
        "stop alliance-public@one.service alliance-editor@one.service",
    ]


def test_an_nginx_that_runs_with_a_configuration_of_before_is_restarted(host):
    """Such as Debian's: its process ID is elsewhere, so it cannot be told to read the site's."""
    with (host / "etc" / "site.env").open("a") as file:
        file.write(f"RUN='{host / 'nginx-run'}'\n")
    for word in ("restart", "reload-or-restart"):
        done = release(host, "one")
        assert done.returncode == 0, done.stderr
        assert f"\n{word} nginx.service\n" in (host / "told").read_text()
        (host / "nginx-run" / "nginx.pid").write_text("1")


def test_what_fails_after_the_switch_says_so(host):
    told = (host / "bin" / "systemctl").read_text()
    (host / "bin" / "systemctl").write_text(f"{told}\nsys.exit('nginx' in units[-1])\n")
    done = release(host, "one")
    assert (done.returncode, state(host)["current"]) == (1, "one")
    assert "failed after the switch: visitors get one" in done.stderr


def test_a_release_that_fails_switches_nothing(host):
    assert release(host, "one").returncode == 0
    done = release(host, "--back")
    assert (done.returncode, "There is no release before this one" in done.stderr) == (1, True)
    before = state(host)
    for name, lines, setting, reason in (
        ("three", "", "", "three did not become ready"),
        ("two", "no_such_directive on;", "", "nginx refuses the configuration"),
        ("two", "", "nginx=/nowhere", "could not be copied to /nowhere.new. two was stopped"),
        ("two", "", "RUN=/dev/null/run", "/dev/null/run could not be made. two was stopped"),
        ("four", "", "", "does not exist"),
        ("two", "", "BROKEN=yes", "Nothing was switched: what ran goes on"),
    ):
        (host / "releases" / "two" / "nginx-lines").write_text(lines)
        (host / "etc" / "site.env").write_text(f"{SITE}DATA_ROOT='{host}'\n{setting}\n")
        done = release(host, name, tries=2)
        assert done.returncode == 1
        assert reason in done.stderr
        assert state(host) == before
        assert not (host / "conf.new").exists()
    (host / "releases" / "one" / "nginx-lines").write_text("no_such_directive on;")
    done = release(host, "one")
    assert (done.returncode, "Nothing was switched" in done.stderr) == (1, True)
    assert state(host)["runs"] == {"public-one.pid", "editor-one.pid"}, "what visitors have is never stopped"
