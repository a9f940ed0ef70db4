"""usage: python -m quality.bench [finder] [imports] [serving] [changes]

`finder` and `imports` run in this process; `serving` and `changes` ask a stack. Exit code 1 over a limit.
"""

import os
import sys
from io import StringIO

import django

from deploy.stack import Stack
from deploy.stack.stack import ROOT
from deploy.stack.supervisor import until
from quality.bench import changes, serving
from quality.output import clean_up_when_ended
from quality.stack import nothing_waits

IN_PROCESS, ON_STACK = ("finder", "imports"), ("serving", "changes")
SETTLE = 120  # seconds


def in_process(names: list[str]) -> list[bool]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "quality.bench.settings"
    django.setup()
    from django.core.management import call_command

    from quality.bench import finder, imports

    call_command("migrate", verbosity=0)
    call_command("load_site", stdout=StringIO())
    return [{"finder": finder, "imports": imports}[name].run() for name in names]


def on_stack(names: list[str]) -> list[bool]:
    with Stack(ROOT / "var" / "serving") as stack:
        if not until(lambda: nothing_waits(stack.database.url), SETTLE):
            raise RuntimeError(f"Not published within {SETTLE} seconds: see {stack.logs}")
        return [{"serving": serving, "changes": changes}[name].run(stack) for name in names]


def main() -> int:
    clean_up_when_ended()
    names = sys.argv[1:] or [*IN_PROCESS, *ON_STACK]
    if unknown := set(names) - {*IN_PROCESS, *ON_STACK}:
        sys.stderr.write(f"No such step: {', '.join(unknown)}. Use {', '.join([*IN_PROCESS, *ON_STACK])}.\n")
        return 2
    results = []
    for run, steps in ((in_process, IN_PROCESS), (on_stack, ON_STACK)):
        if wanted := [name for name in steps if name in names]:
            results += run(wanted)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
