"""Emails to the people who run the site (ALERTS_TO): what has begun to fail, what still fails, and what works again.

One mail for each look that finds something new, and one a day while anything fails. Without an address nothing is sent,
but what was seen is kept for `/metrics`. A look needs neither the worker nor the database.
"""

from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from toolkit.monitoring import host, probes

REMIND = timedelta(days=1)
BRIEF = ("publishing", "worker", "units")  # often over soon: mailed only if the look before saw it, too
TOLD = ("ok", "needed", "why")  # keys of an outcome; all others are details
RUNBOOK = "What to do: docs/runbook.md, under the names in quotation marks."
TITLES = {
    "database": "The database doesn't answer",
    "migrations": "The database is older than the code",
    "worker": "The worker is silent",
    "publishing": "Publishing is behind",
    "published_copy": "The published copy can't be written",
    "backups": "No backup can be made",
    "units": "A service has failed",
    "disk": "A disk is nearly full",
    "newest_backup": "The newest backup is missing or too old",
    "security_txt": "security.txt has expired, or will soon",
}


def look() -> list[str]:
    """Check everything, email what began or ended, and keep what was seen. Return what fails, a line each.

    Raises errors of the mail server, and then the next look tries again.
    """
    before, now = host.read(), timezone.now()
    outcomes = probes.outcomes()
    outcomes.pop("alerts", None)  # this is a look
    facts = host.examine(before.get("facts", {}))  # last, because it may wait for the place of the backups
    outcomes |= {name: probes.outcome(partial(check, facts)) for name, check in host.CHECKS.items()}
    was: dict[str, dict] = before.get("failing", {})
    failing = {
        name: {"why": why, "since": was.get(name, {}).get("since", now.isoformat())}
        for name, why in _failures(outcomes, was).items()
    }
    told, was_told = [name for name in failing if name not in BRIEF or name in was], before.get("told", list(was))
    mailed = before.get("mailed", "")
    is_due = bool(told) and (not mailed or now - datetime.fromisoformat(mailed) > REMIND)
    if settings.ALERTS_TO and (set(told) != set(was_told) or is_due):
        _mail({name: failing[name] for name in told}, was_told)
        mailed = now.isoformat()
    host.save({"facts": facts, "checks": list(outcomes), "failing": failing, "told": told, "mailed": mailed})
    return [_line(name, one) for name, one in failing.items()]


def _failures(outcomes: dict[str, dict], was: dict[str, dict]) -> dict[str, str]:
    """Return why each failing check fails, by its name. What the database hides is still as it `was`."""
    failures = {}
    for name, outcome in outcomes.items():
        if outcome["ok"]:
            continue
        if outcome["why"] != probes.NO_DATABASE["why"]:
            details = (f"{key} {value}" for key, value in outcome.items() if key not in TOLD)
            failures[name] = ", ".join([outcome["why"], *details])
        elif name in was:
            failures[name] = was[name]["why"]
    return failures


def _mail(failing: dict[str, dict], was: list[str]) -> None:
    """Email what has begun, what still fails, and what works again."""
    begun = [name for name in failing if name not in was]
    solved = [name for name in was if name not in failing]
    subject = _titles(begun) or (f"Solved: {_titles(solved)}" if solved else f"Still: {_titles(failing)}")
    parts = [
        *(f"NEW  {_line(name, failing[name])}" for name in begun),
        *(f"STILL  {_line(name, failing[name])}" for name in failing if name in was),
        *(f"SOLVED  {_title(name)}" for name in solved),
        RUNBOOK if failing else "Nothing else is wrong.",
    ]
    site = urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc
    send_mail(f"[{site}] {subject}", "\n\n".join(parts), None, settings.ALERTS_TO)


def _title(name: str) -> str:
    return TITLES.get(name, name)


def _titles(names) -> str:
    return ", ".join(map(_title, names))


def _line(name: str, failure: dict) -> str:
    since = timezone.localtime(datetime.fromisoformat(failure["since"]))
    return f"{_title(name)} (“{name}”: {failure['why']}), since {since:%B %-d, %H:%M %Z}"
