"""`make check` lists every message that is missing from a catalog or not translated, and stale compiled catalogs."""

import shutil
import subprocess
import sys

import pytest

from tests.ground.programs import ROOT, environment, run

PLURALS = "nplurals=2; plural=(n != 1);"
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    f'"Plural-Forms: {PLURALS}\\n"\n'
)
TEXT = "Zzyzx quuxes xylophonically"  # a message that only the copied project has
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


def test_a_whole_catalog_passes_and_each_fault_is_named(full):
    done = check(full)
    assert done.returncode == 0, done.stderr
    assert "Translations complete: es" in done.stdout
    whole, entry = full.read_text(), f'msgid "{TEXT}"\nmsgstr "{TEXT}"'
    assert entry in whole
    for old, new, fault in (
        (entry, "", "not translated"),
        (entry, f'msgid "{TEXT}"\nmsgstr ""', "not translated"),
        (f'msgid "{TEXT}"', f'#, fuzzy\nmsgid "{TEXT}"', "fuzzy"),
        (PLURALS, "nplurals=3; plural=n == 1 ? 0 : 2;", "only 2 plural forms"),
    ):
        full.write_text(whole.replace(old, new))
        compiled(full)
        done = check(full)
        assert done.returncode == 1
        assert fault in done.stderr
        if old != PLURALS:
            assert f'msgid "{TEXT}"' in done.stderr
            assert done.stderr.count("msgid") == 1
    full.write_text(whole.replace(f'msgstr "{TEXT}"', 'msgstr "Guárdelo"'))
    assert "django.mo is older than" in check(full).stderr
