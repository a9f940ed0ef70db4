"""Commands and links in the operator's pages work, and phrases that we do not write stop a change."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from deploy import docstrings, wording
from deploy.nginx.server import free_port, listens
from deploy.stack.supervisor import until
from tests.ground.programs import ROOT, run
from tests.stack.ask import ask

ROOMS = ("alliance_site", "schools", "pages", "media", "toolkit", "quality", "deploy")
DOCS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *(file for folder in ROOMS for file in sorted((ROOT / folder).rglob("README.md"))),
]
UNITS = ROOT / "deploy" / "systemd"
MANAGE = re.compile(r"(?:manage\.py|alliance-manage) ([a-z_]+)((?: [^\n`|]*)?)")
MAKE = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
CODE = re.compile(r"`([^`\n]+)`|^```\n(.*?)^```", re.MULTILINE | re.DOTALL)


def text_of(file) -> str:
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", DOCS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_command_link_and_file_of_a_page_exists(file):
    commands, code = get_commands(), "\n".join(short or long for short, long in CODE.findall(text_of(file)))
    for name, rest in MANAGE.findall(code):
        assert name in commands, name
        command = commands[name] if not isinstance(commands[name], str) else load_command_class(commands[name], name)
        known = {
            option for action in command.create_parser("manage.py", name)._actions for option in action.option_strings
        }
        for option in re.findall(r"(?<=\s)--[a-z-]+", rest.partition("#")[0].partition("&&")[0]):
            assert option in known, f"{name} {option}"
    assert set(MAKE.findall(code)) <= TARGETS
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text_of(file)):
        name, _hash, anchor = target.partition("#")
        page = (file.parent / name) if name else file
        assert page.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
            assert anchor in anchors, target
    for name in re.findall(r"deploy/[\w./@-]*\w", code):
        assert (ROOT / name).exists(), name
    for module in re.findall(r"python -m (deploy[\w.]*)", code):
        path = ROOT / module.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").is_file(), module


def test_every_variable_that_the_pages_name_is_in_the_table_of_the_readme():
    known = set(re.findall(r"`([A-Z][A-Z_0-9]+)`", text_of(ROOT / "docs/settings.md")))
    known |= set(re.findall(r"^(?:# )?([A-Z_]+)=", text_of(UNITS / "site.env.example"), re.MULTILINE))
    known |= set(re.findall(r"^(?:# )?([A-Z_]+)=", text_of(ROOT / "deploy/docker/.env.example"), re.MULTILINE))
    for file in (ROOT / "docs" / "install.md", ROOT / "docs" / "growth.md"):
        named = set(re.findall(r"`([A-Z]+_[A-Z_0-9]+)(?:=[^`]*)?`", text_of(file)))
        assert named <= known, file.name


def test_the_units_run_what_is_there():
    for unit in UNITS.glob("alliance-*.service"):
        for command in re.findall(r"manage\.py ([a-z_]+)", text_of(unit)):
            assert command in get_commands(), command
    assert (ROOT / "deploy" / "gunicorn.conf.py").exists()


@pytest.mark.parametrize("slug", ["alliance", "sunrise"])
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_accepts_the_units_under_the_name_of_the_network(tmp_path, slug):
    (tmp_path / "network.yaml").write_text(f"name: Schools\nslug: {slug}\n")
    subprocess.run([UNITS / "install.sh", tmp_path, tmp_path], check=True)
    folder = tmp_path / "etc" / "systemd" / "system"
    shutil.rmtree(folder / "nginx.service.d")
    for file in filter(Path.is_file, tmp_path.rglob("*.*")):
        assert slug == "alliance" or not re.search(r"\balliance\b", f"{file.name} {text_of(file)}", re.IGNORECASE), file
        file.write_text(re.sub(rf"/srv/{slug}/\S+/bin/(?:python|gunicorn)", "/bin/true", text_of(file)))
    (folder / "nginx.service").write_text("[Service]\nExecStart=/bin/true\n")
    units = [str(unit) for unit in folder.iterdir() if unit.is_file() and "@" not in unit.name]
    for door in ("public", "editor"):
        units.append(shutil.copy(folder / f"{slug}-{door}@.service", folder / f"{slug}-{door}@one.service"))
    environment = {"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin"}
    done = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *units, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert f" UNITS={slug}\n" in text_of(folder / f"{slug}-.service.d" / "hardening.conf")  # which alerts watch


def test_units_are_not_installed_for_an_account_that_is_not_there(tmp_path):
    (tmp_path / "install").symlink_to("/bin/false")  # what would write them
    done = run(UNITS / "install.sh", env={"SLUG": "no-such", "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert (done.returncode, "There is no group no-such: create" in done.stderr) == (1, True)


def test_the_copy_is_shown_by_the_command_of_the_runbook(tmp_path):
    line = next(line for line in text_of(ROOT / "docs" / "runbook.md").splitlines() if "http.server" in line)
    shown = {"/": "site/index.html", "/about/": "site/about/index.html"}
    files = {address: f"published/{name}" for address, name in shown.items()}
    files |= {f"/{name}": name for name in ("static/css/site.css", "media/images/steps.png")}
    hidden = {"/archive/page": "published/archive/page", "/media/documents/secret.pdf": "media/documents/secret.pdf"}
    for name in (*files.values(), *hidden.values(), "media/avatar_images/me.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    port = free_port()
    line = line.replace("python3", f"exec {sys.executable}").replace(" 8000", f" {port} --bind 127.0.0.1")
    server = subprocess.Popen(["sh", "-c", line], cwd=tmp_path, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: listens(port), 10)
        answers = {address: ask(f"http://127.0.0.1:{port}", address) for address in (*files, *hidden)}
        assert {address: answers[address].text for address in files} == files
        assert {answers[address].status for address in hidden} == {404}
    finally:
        server.terminate()
        server.wait()


def test_a_phrase_is_named_with_its_place_and_its_replacement(tmp_path):
    (tmp_path / "page.html").write_text("<p>Fine.</p>\n<p>Save it anew.</p>\n<p>Cancelled.</p>\n")
    (tmp_path / "quote.md").write_text("> Whoever comes <!-- wording: quoted -->\n")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/card.html").write_text("<p>Los Angeles Unified.</p>\n<p>In Los Angeles.</p>\n")
    assert wording.findings(tmp_path) == [
        "page.html:2: “anew”, write: again",
        "page.html:3: “Cancelled”, write: US spelling",
        "pages/card.html:1: “Los Angeles Unified”, write: schools.states",
        "pages/card.html:2: “Los Angeles”, write: settings.NETWORK",
    ]


def test_a_parameter_that_is_gone_is_named_with_its_place():
    source = 'def first(rows):\n    """Return the first of `found`. `rows` is a list of `rows`, not `None`."""\n'
    assert docstrings.findings("page.py", source) == ["page.py:1: nothing is called “found”"]
