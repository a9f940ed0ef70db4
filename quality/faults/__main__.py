"""usage: python -m quality.faults [NAME ...]

Tries the named faults, or all of them, on its own stack. Exit code 1 if visitors got wrong answers, or if a change
was lost or published twice.
"""

import subprocess
import sys
from collections.abc import Callable

from deploy.clean_exit import clean_up_when_ended
from deploy.stack import Stack
from deploy.stack.stack import ROOT
from quality.faults import two_hosts
from quality.faults.faults import FAULTS
from quality.faults.trial import Trial
from quality.faults.two_hosts import TwoHosts
from quality.output import say


def main() -> int:
    clean_up_when_ended()
    names = sys.argv[1:] or [*FAULTS, *two_hosts.FAULTS]
    if unknown := set(names) - {*FAULTS, *two_hosts.FAULTS}:
        sys.stderr.write(f"No such fault: {', '.join(unknown)}. Use {', '.join([*FAULTS, *two_hosts.FAULTS])}.\n")
        return 2
    wrong = []
    try:
        for kind, faults in ((Stack, FAULTS), (TwoHosts, two_hosts.FAULTS)):
            if wanted := [faults[name] for name in names if name in faults]:
                wrong += tried(kind, wanted)
    except (FileNotFoundError, RuntimeError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 1 if wrong else 0


def tried(kind: type[Stack], faults: list[Callable]) -> list[str]:
    """Try these faults on a stack of this kind; return what was wrong."""
    wrong = []
    with kind(ROOT / "var" / "faults", say=say) as stack:
        trial = Trial(stack)
        try:
            for fault in faults:
                outcome = trial.run(fault)
                wrong += outcome.wrong
                say(f"{fault.__name__}: {fault.__doc__}")
                say(f"    pages: {outcome.load.pages}")
                say(f"    questions: {outcome.load.questions}")
                say(f"    answers again after {outcome.answers_again:.1f} s")
                say(f"    shows changes again after {outcome.visible_again:.1f} s")
                for line in outcome.wrong:
                    say(f"    WRONG {line}")
        finally:
            trial.restore()
    return wrong


if __name__ == "__main__":
    sys.exit(main())
