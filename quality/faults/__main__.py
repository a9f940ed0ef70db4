"""usage: python -m quality.faults [NAME ...]

Tries the named faults, or all of them, each on a stack of its own kind. One that fails doesn't keep others from being
tried. Exit code 1 if visitors got wrong answers, or if a change was lost.
"""

import sys
from collections.abc import Callable

from deploy.clean_exit import clean_up_when_ended
from deploy.stack import Stack
from deploy.stack.stack import ROOT
from quality.faults.alerts import alerts
from quality.faults.faults import ON_ONE_HOST
from quality.faults.standby import WithStandby, standby
from quality.faults.trial import Trial
from quality.output import say

KINDS = {Stack: (*ON_ONE_HOST, alerts), WithStandby: (standby,)}


def main() -> int:
    clean_up_when_ended()
    names = sys.argv[1:] or [fault.__name__ for faults in KINDS.values() for fault in faults]
    results = dict.fromkeys(names, "there is no such fault")
    for kind, faults in KINDS.items():
        for fault in faults:
            if fault.__name__ in names:
                results[fault.__name__] = result(kind, fault)
    say("")
    for name, came_of_it in results.items():
        say(f"{name}: {came_of_it}")
    return int(any(came_of_it != "ok" for came_of_it in results.values()))


def result(kind: type[Stack], fault: Callable) -> str:
    """Try a fault on a stack of this kind and print what came of it; return that in a word."""
    say(f"{fault.__name__}: {fault.__doc__}")
    try:
        with kind(ROOT / "var" / "faults") as stack:
            outcome = Trial(stack).run(fault)
    except Exception as error:
        return f"could not be tried: {error!r}"
    say(str(outcome))
    return f"{len(outcome.wrong)} WRONG" if outcome.wrong else "ok"


if __name__ == "__main__":
    sys.exit(main())
