"""Runs the steps named on the command line, or all: `python -m quality.bench finder`. Ends non-zero over a bound."""

import os
import sys
from io import StringIO

import django

from deploy.ended import clean_up_when_ended


def main() -> int:
    clean_up_when_ended()
    os.environ["DJANGO_SETTINGS_MODULE"] = "quality.bench.settings"
    os.environ.pop("EMBEDDED_PG_DIR", None)
    django.setup()
    from django.core.management import call_command

    from quality.bench import changes, finder, imports, serving

    steps = {"finder": finder.run, "changes": changes.run, "imports": imports.run, "serving": serving.run}
    wanted = sys.argv[1:] or list(steps)
    if unknown := set(wanted) - steps.keys():
        sys.stderr.write(f"No such step: {', '.join(unknown)}. There are: {', '.join(steps)}.\n")
        return 2
    sys.stdout.write("Preparing the benchmark's own database\n")
    call_command("migrate", verbosity=0)
    call_command("load_site", stdout=StringIO())
    kept = [steps[name]() for name in wanted]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
