import contextlib
import gettext
import shutil
import subprocess
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings
from django.utils.translation import to_locale

DOMAIN = Path("LC_MESSAGES") / "django"
NO_SOURCES = shutil.ignore_patterns(".*", "__pycache__", "migrations", "static", "tests", "var", settings.VAR.name)


class Command(BaseCommand):
    help = (
        "Check the translation catalogs: list messages that are missing, untranslated, or fuzzy, and catalogs that "
        "need compiling. Exits with an error if there are any. Needs GNU gettext. Changes nothing."
    )

    def handle(self, **options):
        if not shutil.which("msgfmt"):
            raise CommandError("GNU gettext is not installed. Run `make tools` to install it (package gettext).")
        catalogs = Path(settings.LOCALE_PATHS[0])
        languages = sorted(path.parents[1].name for path in catalogs.glob(f"*/{DOMAIN}.po"))
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / catalogs.relative_to(settings.BASE_DIR)
            shutil.copytree(settings.BASE_DIR, folder, ignore=NO_SOURCES, dirs_exist_ok=True)
            with contextlib.chdir(folder), override_settings(LOCALE_PATHS=[str(copy)]):
                if languages:
                    call_command("makemessages", locale=languages, verbosity=0)
            faults = [fault for language in languages for fault in self.faults(language, catalogs, copy)]
        if faults:
            raise CommandError("\n".join(faults))
        for name in sorted({*map(to_locale, settings.NETWORK.languages)} - {"en", *languages}):
            own, whole = settings.LOCALE_PATHS[-1] / name / f"{DOMAIN}.mo", catalogs / languages[0] / f"{DOMAIN}.mo"
            lacking = self.messages(whole).keys() - (self.messages(own) if own.exists() else {})
            self.stdout.write(f"{name}: {len(lacking)} texts of buttons and headings are in English (docs/adopt.md).")
        self.stdout.write(f"Translations complete: {', '.join(languages) or 'English only'}.")

    def faults(self, language, catalogs, copy):
        merged, original = copy / language / f"{DOMAIN}.po", catalogs / language / f"{DOMAIN}.po"
        name = original.relative_to(settings.BASE_DIR)
        messages = polib.pofile(str(merged))
        kinds = {"not translated": messages.untranslated_entries(), "fuzzy": messages.fuzzy_entries()}
        for kind, found in kinds.items():
            if found:
                yield (
                    f"{name}: {len(found)} messages {kind}. Run `make messages`, then translate:\n\n"
                    + "\n".join(map(str, found))
                )
        compiled, recompiled = original.with_suffix(".mo"), copy / "fresh.mo"
        command = ["msgfmt", "--check", "-o", recompiled, original]
        result = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 (gettext on our own catalogs)
        if result.returncode:
            yield result.stderr.strip()
        elif not compiled.exists() or self.messages(compiled) != self.messages(recompiled):
            yield f"{compiled.relative_to(settings.BASE_DIR)} is older than {name}. Run `make messages`."

    def messages(self, path):
        with path.open("rb") as file:
            return gettext.GNUTranslations(file)._catalog
