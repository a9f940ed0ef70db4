"""`make check` lists every message that is missing from a catalog or not translated, and stale compiled catalogs."""

import subprocess
from contextlib import nullcontext
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

TEXT = "Zzyzx quuxes xylophonically"
CODE = f"""from django.utils.translation import gettext, ngettext

KEEP = gettext({TEXT!r})
COUNTED = ngettext("one zyzzyva", "many zyzzyvas", 2)
"""
PLURALS = "nplurals=2; plural=(n != 1);"
ENTRY = f'msgid "{TEXT}"\nmsgstr "{TEXT}"'
WHOLE = f"""msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: {PLURALS}\\n"

{ENTRY}

msgid "one zyzzyva"
msgid_plural "many zyzzyvas"
msgstr[0] "una"
msgstr[1] "muchas"
"""


@pytest.fixture
def catalog(tmp_path, settings):
    """The path of the Spanish catalog of a project with one app and two messages; it is not there yet."""
    app = tmp_path / "app"
    path = app / "locale" / "es" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    (app / "texts.py").write_text(CODE)
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [str(app / "locale")]
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", "Translations complete: es."),
        (ENTRY, "", f'Run `make messages`, then translate:\n\n#: app/texts.py:3\nmsgid "{TEXT}"'),
        (ENTRY, f'msgid "{TEXT}"\nmsgstr ""', "1 messages not translated"),
        (f'msgid "{TEXT}"', f'#, fuzzy\nmsgid "{TEXT}"', "1 messages fuzzy"),
        (PLURALS, "nplurals=3; plural=n == 1 ? 0 : 2;", "only 2 plural forms"),
        (f'msgstr "{TEXT}"', 'msgstr "Guárdelo"', "django.mo is older than"),
    ],
)
def test_a_whole_catalog_passes_and_each_fault_is_named(catalog, old, new, said):
    catalog.write_text(WHOLE)
    subprocess.run(["msgfmt", "-o", catalog.with_suffix(".mo"), catalog], check=True)
    catalog.write_text(WHOLE.replace(old, new) if old else WHOLE)
    answer = StringIO()
    with pytest.raises(CommandError) if old else nullcontext() as error:
        call_command("check_translations", stdout=answer)
    assert said in f"{answer.getvalue()}{error and error.value}"
