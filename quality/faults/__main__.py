"""usage: python -m quality.faults [NAME ...]

Tries the named faults, or all of them, on a stack of its own. Exit code 1 if visitors got wrong answers, or if a change
was lost or published twice.
"""

import subprocess
import sys

from deploy.ended import clean_up_when_ended
from deploy.stack import Stack
from deploy.stack.stack import ROOT
from quality.faults.faults import FAULTS
from quality.faults.trial import Trial


def main() -> int:
    clean_up_when_ended()
    names = sys.argv[1:] or list(FAULTS)
    if unknown := set(names) - set(FAULTS):
        sys.stderr.write(f"No such fault: {', '.join(unknown)}. Use {', '.join(FAULTS)}.\n")
        return 2
    wrong = []
    try:
        with Stack(ROOT / "var" / "faults", say=say) as stack:
            trial = Trial(stack)
            try:
                for name in names:
                    outcome = trial.run(FAULTS[name])
                    wrong += outcome.wrong
                    say(f"{name}: {FAULTS[name].__doc__}")
                    say(f"    pages: {outcome.load.pages}")
                    say(f"    questions: {outcome.load.questions}")
                    say(f"    answers again after {outcome.answers_again:.1f} s")
                    say(f"    shows changes again after {outcome.visible_again:.1f} s")
                    for line in outcome.wrong:
                        say(f"    WRONG {line}")
            finally:
                trial.restore()
    except (FileNotFoundError, RuntimeError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 1 if wrong else 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
