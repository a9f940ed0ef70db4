"""`python -m quality.faults [NAME…]`: the named faults, or all, one after the other, on a stack of their own. Ends
non-zero if a visitor got what is neither right nor an honest refusal, or a change was lost or published twice."""

import importlib
import subprocess
import sys

from deploy.ended import clean_up_when_ended
from deploy.stack import Stack
from deploy.stack.stack import ROOT
from quality.faults.trial import Outcome, Trial

FOLDER = ROOT / "var" / "faults"
NAMES = (
    "database",
    "slow_database",
    "application",
    "worker",
    "leak",
    "copy_gone",
    "copy_read_only",
    "disk_full",
    "object_store",
    "migration",
    "clock",
    "spike",
)


def main() -> int:
    clean_up_when_ended()
    wanted = sys.argv[1:] or NAMES
    if unknown := set(wanted) - set(NAMES):
        sys.stderr.write(f"No such fault: {', '.join(unknown)}. There are: {', '.join(NAMES)}.\n")
        return 2
    outcomes = []
    try:
        with Stack(FOLDER, say=say) as stack:
            trial = Trial(stack)
            try:
                for name in wanted:
                    fault = importlib.import_module(f"quality.faults.{name}")
                    outcome = trial.run(name, fault, getattr(fault, "RUSH", 1))
                    outcomes.append(outcome)
                    say(f"{name}: {outcome.what}")
                    say(f"    {outcome.skipped or 'done'}")
                    for line in outcome.wrong:
                        say(f"    WRONG {line}")
            finally:
                trial.restore()
    except (FileNotFoundError, RuntimeError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    table(outcomes)
    return 1 if any(outcome.wrong for outcome in outcomes) else 0


def table(outcomes: list[Outcome]) -> None:
    """Well again: seconds from the end of the fault until a new question is answered, and until a change is visible."""
    say("")
    say(f"{'':<16}{'':>7}  {'published':^22}  {'questions':^37}  {'well again':^16}")
    heads = (
        "fault",
        "took",
        "asked",
        "errors",
        "slowest",
        "asked",
        "answered",
        "503",
        "wrong",
        "slowest",
        "answer",
        "change",
    )
    widths = (-16, 7, 8, 7, 9, 8, 9, 6, 6, 9, 8, 8)
    say(row(heads, widths))
    for outcome in outcomes:
        if outcome.skipped:
            say(f"{outcome.name:<16} skipped: {outcome.skipped}")
            continue
        pages, questions = outcome.load.published, outcome.load.questions
        cells = (
            outcome.name,
            f"{outcome.seconds:.1f} s",
            pages.asked,
            pages.refused + pages.wrong,
            f"{pages.slowest * 1000:.0f} ms",
            questions.asked,
            questions.answered,
            questions.refused,
            questions.wrong,
            f"{questions.slowest * 1000:.0f} ms",
            f"{outcome.answers_again:.1f} s",
            f"{outcome.visible_again:.1f} s",
        )
        say(row(cells, widths) + ("  WRONG" if outcome.wrong else ""))
    say("")


def row(cells, widths) -> str:
    return "".join(
        f"{cell!s:<{-width}}" if width < 0 else f"{cell!s:>{width}}" for cell, width in zip(cells, widths, strict=True)
    )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
