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
    code = f"from django.utils.translation import gettext_lazy as _\n\nKEEP = _({TEXT!r})\n"
    (folder / "pages" / "more_texts.py").write_text(code)
    catalog(folder).parent.mkdir(parents=True)
    catalog(folder).write_text(HEADER)
    assert manage(folder, "makemessages", "--locale", "es").returncode == 0
    tool("msgen", "--no-wrap", "--output-file", catalog(folder), catalog(folder))
    return folder


@pytest.fixture
def full(project):
    """The catalog's path. The test's changes to it are undone."""
    path = catalog(project)
    before = path.read_text()
    compiled(path)
    yield path
    path.write_text(before)


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


def test_a_whole_catalog_passes(full):
    done = check(full)
    assert done.returncode == 0, done.stderr
    assert "Translations complete: es" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (f'msgid "{TEXT}"\nmsgstr "{TEXT}"', "", "not translated"),
        (f'msgid "{TEXT}"\nmsgstr "{TEXT}"', f'msgid "{TEXT}"\nmsgstr ""', "not translated"),
        (f'msgid "{TEXT}"', f'#, fuzzy\nmsgid "{TEXT}"', "fuzzy"),
    ],
    ids=["missing", "empty", "fuzzy"],
)
def test_a_message_without_its_translation_is_named(full, old, new, fault):
    assert old in full.read_text()
    full.write_text(full.read_text().replace(old, new))
    compiled(full)
    done = check(full)
    assert done.returncode == 1
    assert fault in done.stderr
    assert f'msgid "{TEXT}"' in done.stderr
    assert done.stderr.count("msgid") == 1


def test_a_catalog_that_was_not_compiled_is_named(full):
    full.write_text(full.read_text().replace(f'msgstr "{TEXT}"', 'msgstr "Guárdelo"'))
    done = check(full)
    assert done.returncode == 1
    assert "django.mo is older than" in done.stderr


def test_a_plural_without_all_its_forms_is_named(full):
    full.write_text(full.read_text().replace(PLURALS, "nplurals=3; plural=n == 1 ? 0 : 2;"))
    result = check(full)
    assert result.returncode == 1
    assert "only 2 plural forms" in result.stderr
