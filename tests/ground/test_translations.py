"""`make check` lists every message that is missing from a catalog or not translated, and stale compiled catalogs."""

import shutil
import subprocess
import sys

import pytest

from alliance_site.management.commands.check_translations import Command
from tests.ground.programs import ROOT, environment, run

PLURALS = "nplurals=2; plural=(n != 1);"
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    f'"Plural-Forms: {PLURALS}\\n"\n'
)
TEXT = "Zzyzx quuxes xylophonically"  # a message that only the copied project has
ENTRY = f'msgid "{TEXT}"\nmsgstr "{TEXT}"'
SOURCES = ("alliance_site", "schools", "pages", "media", "toolkit", "quality")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with a Spanish catalog in which each translation equals the original."""
    folder = tmp_path_factory.mktemp("project")
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "static", "locale"))
    shutil.copy(ROOT / "manage.py", folder)
    (folder / "content").mkdir()
    shutil.copy(ROOT / "content" / "network.yaml", folder / "content")
    code = f"from django.utils.translation import gettext_lazy as _\n\nKEEP = _({TEXT!r})\n"
    (folder / "pages" / "more_texts.py").write_text(code)
    catalog(folder).parent.mkdir(parents=True)
    catalog(folder).write_text(HEADER)
    assert manage(folder, "makemessages", "--locale", "es").returncode == 0
    tool("msgen", "--no-wrap", "--output-file", catalog(folder), catalog(folder))
    return folder


@pytest.fixture
def full(project):
    """The catalog's path."""
    compiled(catalog(project))
    return catalog(project)


def catalog(folder):
    return folder / "alliance_site" / "locale" / "es" / "LC_MESSAGES" / "django.po"


def manage(folder, *arguments):
    env = environment(DJANGO_SETTINGS_MODULE="alliance_site.settings.test")
    return run(sys.executable, "manage.py", *arguments, cwd=folder, env=env)


def tool(*command):
    subprocess.run(command, check=True, capture_output=True)


def compiled(path):
    tool("msgfmt", "-o", path.with_suffix(".mo"), path)


def check(path):
    return manage(path.parents[4], "check_translations")


def test_a_whole_catalog_passes_and_a_message_that_it_lacks_is_named(full):
    done = check(full)
    assert done.returncode == 0, done.stderr
    assert "Translations complete: es" in done.stdout
    whole = full.read_text()
    full.write_text(whole.replace(ENTRY, ""))
    compiled(full)
    done = check(full)
    full.write_text(whole)
    assert done.returncode == 1
    assert "1 messages not translated" in done.stderr
    assert done.stderr.count("msgid") == done.stderr.count(f'msgid "{TEXT}"') == 1


def test_each_fault_is_named(full, settings):
    settings.BASE_DIR, locale, whole = full.parents[4], full.parents[2], full.read_text()
    for old, new, fault in (
        (ENTRY, f'msgid "{TEXT}"\nmsgstr ""', "1 messages not translated"),
        (f'msgid "{TEXT}"', f'#, fuzzy\nmsgid "{TEXT}"', "1 messages fuzzy"),
        (PLURALS, "nplurals=3; plural=n == 1 ? 0 : 2;", "only 2 plural forms"),
        (f'msgstr "{TEXT}"', 'msgstr "Guárdelo"', "django.mo is older than"),
    ):
        full.write_text(whole.replace(old, new))
        assert fault in "".join(Command().faults("es", locale, locale)), fault
    full.write_text(whole)
