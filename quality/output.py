"""What benchmarks, audit, and faults have in common: lines that they print, and a clean exit."""

import signal
import sys


def clean_up_when_ended() -> None:
    """Exit through `finally` and `with` blocks on SIGTERM, which Python does not do by default."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def within(what: str, value: float, limit: float, unit: str, *, at_least: bool = False) -> bool:
    """Print a value and its limit; return whether it is within."""
    is_within = value >= limit if at_least else value <= limit
    word = "at least" if at_least else "at most"
    say(f"  {what:<34} {value:10.1f} {unit:<5} {word} {limit:g}: {'ok' if is_within else 'OVER'}")
    return is_within
