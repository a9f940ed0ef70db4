"""The images and the compose file match the project. These tests need no Docker daemon."""

import os
import re
import socket
import subprocess
import sys
import threading
import time

import yaml

from deploy import static_files
from deploy.nginx.render import NAME, OWN, TEMPLATES
from deploy.nginx.server import free_port, listens
from deploy.stack.supervisor import until
from tests.ground.programs import ROOT, environment, run
from tests.production import PRODUCTION
from tests.stack.ask import ask

FOLDER = ROOT / "deploy" / "docker"
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
DOCKERFILE = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
EXAMPLE = (FOLDER / ".env.example").read_text(encoding="utf-8")
OFFERED = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
GIVEN = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
IN_TEMPLATES = {
    name for file in TEMPLATES.glob("*.template") for name in NAME.findall(file.read_text(encoding="utf-8"))
} - {"CAPITALS", *OWN}  # the comment at the top, and what render.py adds
COMPOSED = set(SERVICES["editor"]["environment"])


def test_everything_that_is_copied_into_an_image_is_there_and_not_ignored():
    ignore = (FOLDER / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    copied = [
        name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    ]
    assert len(copied) > 7
    for name in copied:
        assert (ROOT / name).exists(), name
        assert {f"!{name}", f"!{name.split('/')[0]}"} & set(ignore), name
    assert ignore.count("*") == 1
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"quality", "tests"}
    assert packages <= set(re.findall(r"^COPY (\w+) ", DOCKERFILE, re.MULTILINE))


def test_the_packages_are_those_of_the_lock_and_the_user_is_not_root():
    assert "--require-hashes" in DOCKERFILE
    site = DOCKERFILE.partition(" AS site\n")[2].partition("\nFROM")[0]
    assert "\nUSER site\n" in site
    assert "HEALTHCHECK" in site
    installed = set(re.findall(r"[\w-]+", " ".join(re.findall(r"--no-install-recommends ([\w -]+)", site))))
    assert installed == {"ca-certificates", "postgresql-common", "postgresql-client-18", "restic"}
    version = re.search(r"postgres:(\d+)", SERVICES["database"]["image"])[1]
    assert f"postgresql-client-{version} " in DOCKERFILE


def test_each_setting_that_production_needs_is_given_or_asked_for():
    assert PRODUCTION.keys() - {"DJANGO_SETTINGS_MODULE"} <= COMPOSED | GIVEN.keys()
    text = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) <= OFFERED
    assert not [name for name, value in GIVEN.items() if re.search("SECRET|PASSWORD|TOKEN", name) and value]
    image = set(re.findall(r"([A-Z_]+)=", DOCKERFILE))
    assert set(SERVICES["prepare"]["environment"]) | image >= IN_TEMPLATES, "of nginx's configuration"


def test_the_site_is_not_told_the_password_of_the_databases_administrator():
    """The public door gets no password but its own."""
    for name in ("prepare", "public", "editor", "worker"):
        assert SERVICES[name]["env_file"] == ".env"  # which contains it
        assert SERVICES[name]["environment"]["DATABASE_ADMIN_PASSWORD"] == ""
    assert "DATABASE_ADMIN_PASSWORD" in SERVICES["database"]["environment"]["POSTGRES_PASSWORD"]
    public = SERVICES["public"]["environment"]
    assert public["DATABASE_URL"].startswith("${PUBLIC_DATABASE_URL:-postgres://site_public:${PUBLIC_PASSWORD:")
    assert public["DATABASE_PASSWORD"] == public["EMAIL_URL"] == ""
    assert SERVICES["public"]["secrets"] == []
    assert not [volume for volume in SERVICES["public"]["volumes"] if "backups" in volume]


def test_every_service_is_bounded_and_comes_back():
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "mem_limit" in service, name
        assert service["logging"]["options"]["max-size"], name
        assert service["restart"] == ("no" if name == "prepare" else "unless-stopped")
        assert name == "prepare" or "stop_grace_period" in service, name
    named = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service["volumes"]
        if not volume.startswith((".", "$"))
    }
    assert named == set(COMPOSE["volumes"])
    for name in ("public", "editor", "worker", "nginx"):
        assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


def test_an_older_releases_static_files_are_kept_for_a_time(tmp_path):
    release, shared = tmp_path / "release", tmp_path / "shared"
    release.mkdir()
    (release / "site.aaa.css").write_text("a")
    (release / "page.html").write_text("old")
    assert static_files.add(release, shared) == (2, 0)
    (release / "site.aaa.css").rename(release / "site.bbb.css")
    (release / "page.html").write_text("new")
    assert static_files.add(release, shared) == (2, 0)
    assert (shared / "site.aaa.css").read_text() == "a"
    assert (shared / "page.html").read_text() == "new"
    assert static_files.add(release, shared) == (0, 0)
    old = time.time() - (static_files.DAYS + 1) * static_files.DAY
    for file in shared.iterdir():
        os.utime(file, (old, old))
    assert static_files.add(release, shared) == (0, 1)
    assert {file.name for file in shared.iterdir()} == {"site.bbb.css", "page.html"}


def test_a_release_without_static_files_is_refused(tmp_path):
    done = run(sys.executable, "-m", "deploy.static_files", tmp_path, tmp_path / "shared")
    assert done.returncode == 1
    assert "collectstatic" in done.stderr


def answer_once(server: socket.socket, status: str) -> None:
    with server.accept()[0] as connection:
        connection.recv(1000)
        connection.sendall(f"HTTP/1.1 {status}\r\n\r\n".encode())


def test_the_probe_of_the_container_says_whether_the_application_answers(tmp_path):
    probe = (sys.executable, FOLDER / "healthcheck.py")
    there, gone = (environment(BIND=f"unix:{tmp_path / name}") for name in ("socket", "nothing"))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        for status, code in (("200 OK", 0), ("503 Service Unavailable", 1)):
            threading.Thread(target=answer_once, args=(server, status), daemon=True).start()
            assert run(*probe, env=there).returncode == code
    assert "No response" in run(*probe, env=gone).stderr
    assert run(*probe, env=environment(BIND="0.0.0.0:1")).returncode == 1


CONFIGURATION = """
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    map $uri $moved {{ include {folder}/published/nginx/moved.ma[p]; }}
    server {{ listen 127.0.0.1:{port}; location / {{ return 200 "to $moved"; }} }}
}}
"""


def test_nginx_reads_new_redirects_without_being_told_and_ends_when_it_is(tmp_path):
    maps, conf, port = tmp_path / "published" / "nginx", tmp_path / "conf", free_port()
    maps.mkdir(parents=True)
    conf.mkdir()
    (conf / "nginx.conf").write_text(CONFIGURATION.format(folder=tmp_path, port=port))
    variables = environment(CONF=conf, DATA_ROOT=tmp_path, LOOK="0.1")
    script = subprocess.Popen([FOLDER / "nginx.sh"], env=variables, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: listens(port), 10)
        for there in ("/new/", "/newer/"):
            (maps / "moved.map").write_text(f'"/old/" "{there}";\n')
            assert until(lambda there=there: ask(f"http://127.0.0.1:{port}", "/old/").text == f"to {there}", 10)
        (maps / "moved.map").write_text("this makes no sense\n")
        time.sleep(0.5)
        assert ask(f"http://127.0.0.1:{port}", "/old/").text == "to /newer/"
    finally:
        script.terminate()
    assert script.wait(10) == 0
    assert not (tmp_path / "pid").exists()
