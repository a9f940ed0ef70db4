"""usage: python -m quality.bench [pages] [changes] [imports]

Measures on a stack of its own, whose database is kept between runs. Exit code 1 over a limit.
"""

import os
import sys
from importlib import import_module

import django

from deploy.stack import Stack
from deploy.stack.stack import ROOT
from deploy.stack.supervisor import until
from quality.output import clean_up_when_ended, say
from quality.stack import nothing_waits

STEPS = ("pages", "changes", "imports")
SETTLE = 600  # seconds


def main() -> int:
    clean_up_when_ended()
    names = sys.argv[1:] or STEPS
    if unknown := set(names) - {*STEPS}:
        sys.stderr.write(f"No such step: {', '.join(unknown)}. Use {', '.join(STEPS)}.\n")
        return 2
    with Stack(ROOT / "var" / "bench", say=say) as stack:
        if not until(lambda: nothing_waits(stack.database.url), SETTLE):
            raise RuntimeError(f"Not published within {SETTLE} seconds: see {stack.logs}")
        os.environ |= stack.environment  # this process works on the stack's database, too
        django.setup()
        results = [import_module(f"quality.bench.{name}").run(stack) for name in names]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
