"""usage: python -m quality.faults [NAME ...]

Tries the named faults, or all of them, each on a stack of its own kind. One that fails doesn't keep others from being
tried. Exit code 1 if visitors got wrong answers, or if a change was lost or published twice.
"""

import sys
from collections.abc import Callable

from deploy.clean_exit import clean_up_when_ended
from deploy.stack import Stack
from deploy.stack.stack import ROOT
from quality.faults.faults import ON_ONE_HOST
from quality.faults.shared import shared
from quality.faults.standby import WithStandby, standby
from quality.faults.trial import Trial
from quality.faults.two_hosts import TwoHosts, host, pooler, rolled_release
from quality.output import say

KINDS = {Stack: ON_ONE_HOST, TwoHosts: (host, rolled_release, pooler, shared), WithStandby: (standby,)}


def main() -> int:
    clean_up_when_ended()
    names = sys.argv[1:] or [fault.__name__ for faults in KINDS.values() for fault in faults]
    results = {}
    for kind, faults in KINDS.items():
        results |= tried(kind, [fault for fault in faults if fault.__name__ in names])
    results |= dict.fromkeys(set(names) - results.keys(), "there is no such fault")
    say("")
    for name, result in results.items():
        say(f"{name}: {result}")
    return int(any(result != "ok" for result in results.values()))


def tried(kind: type[Stack], faults: list[Callable]) -> dict[str, str]:
    """Try faults on a stack of this kind, and on another one after one that raises; return each one's result."""
    results = {}
    while faults:
        try:
            with kind(ROOT / "var" / "faults") as stack:
                trial = Trial(stack)
                while faults:
                    results[faults[0].__name__] = result(trial, faults[0])
                    faults = faults[1:]
        except Exception as error:
            results[faults[0].__name__] = f"could not be tried: {error!r}"
            faults = faults[1:]
    return results


def result(trial: Trial, fault: Callable) -> str:
    """Try a fault and print what came of it; return that in a word."""
    say(f"{fault.__name__}: {fault.__doc__}")
    outcome = trial.run(fault)
    say(str(outcome))
    return f"{len(outcome.wrong)} WRONG" if outcome.wrong else "ok"


if __name__ == "__main__":
    sys.exit(main())
