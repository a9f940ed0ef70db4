"""usage: python -m quality.bench [finder] [imports] [serving] [changes]

`finder` and `imports` run in this process; `serving` and `changes` ask a stack. Exit code 1 over a limit.
"""

import os
import subprocess
import sys
import time
from io import StringIO

import django

from deploy.clean_exit import clean_up_when_ended
from deploy.stack import Stack
from deploy.stack.stack import ROOT
from quality.faults.trial import session

STEPS = ("finder", "imports", "serving", "changes")
SETTLE = 120  # seconds


def in_process(names: list[str]) -> list[bool]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "quality.bench.settings"
    django.setup()
    from django.core.management import call_command

    from quality import synthetic_schools
    from quality.bench import finder, imports

    call_command("migrate", verbosity=0)
    synthetic_schools.remove()  # of a run that was ended
    call_command("load_site", stdout=StringIO())
    return [{"finder": finder, "imports": imports}[name].run() for name in names]


def on_stack(names: list[str]) -> list[bool]:
    from quality.bench import serving

    results = []
    with Stack(ROOT / "var" / "serving") as stack:
        settle(stack)
        if "serving" in names:
            results.append(serving.run(stack))
        if "changes" in names:
            command = [sys.executable, "-m", "quality.bench.changes", stack.url]
            process = subprocess.run(command, cwd=ROOT, env=stack.environment, check=False)  # noqa: S603 (our module)
            results.append(process.returncode == 0)
    return results


def settle(stack) -> None:
    """Wait until everything is published. Raises RuntimeError."""
    end = time.monotonic() + SETTLE
    while time.monotonic() < end:
        with session(stack.database.url) as cursor:
            cursor.execute("SELECT count(*) FROM published_copy_change")
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.2)
    raise RuntimeError(f"Not published within {SETTLE} seconds: see {stack.logs}")


def main() -> int:
    clean_up_when_ended()
    names = sys.argv[1:] or STEPS
    if unknown := set(names) - set(STEPS):
        sys.stderr.write(f"No such step: {', '.join(unknown)}. Use {', '.join(STEPS)}.\n")
        return 2
    results = []
    for run, steps in ((in_process, STEPS[:2]), (on_stack, STEPS[2:])):
        if wanted := [name for name in steps if name in names]:
            results += run(wanted)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
