"""Lines that benchmarks and faults print."""

import sys


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def within(what: str, value: float, limit: float, unit: str, *, at_least: bool = False) -> bool:
    """Print a value and its limit; return whether it is within."""
    is_within = value >= limit if at_least else value <= limit
    word = "at least" if at_least else "at most"
    say(f"  {what:<34} {value:10.1f} {unit:<5} {word} {limit:g}: {'ok' if is_within else 'OVER'}")
    return is_within
