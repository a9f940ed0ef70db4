"""usage: python -m quality.faults [NAME ...]

Tries the named faults, or all of them, each on a stack of its own. One that fails doesn't keep others from being tried.
Exit code 1 if visitors got wrong answers, if a change was lost, or if an email did not come.
"""

import sys
from collections.abc import Callable

from deploy.stack import Stack
from deploy.stack.stack import ROOT
from quality.faults import faults
from quality.faults.alerts import alerts
from quality.faults.trial import Trial
from quality.output import clean_up_when_ended, say

FAULTS = {fault.__name__: fault for fault in (*faults.FAULTS, alerts)}


def main() -> int:
    clean_up_when_ended()
    names = sys.argv[1:] or [*FAULTS]
    results = {name: result(FAULTS[name]) if name in FAULTS else "there is no such fault" for name in names}
    say("")
    for name, came_of_it in results.items():
        say(f"{name}: {came_of_it}")
    return int(any(came_of_it != "ok" for came_of_it in results.values()))


def result(fault: Callable) -> str:
    """Try a fault and print what came of it; return that in a word."""
    say(f"{fault.__name__}: {fault.__doc__}")
    try:
        with Stack(ROOT / "var" / "faults") as stack:
            outcome = Trial(stack).run(fault)
    except Exception as error:
        return f"could not be tried: {error!r}"
    say(str(outcome))
    return f"{len(outcome.wrong)} WRONG" if outcome.wrong else "ok"


if __name__ == "__main__":
    sys.exit(main())
