"""Probes, logs, metrics, and error reports for the people who run the site.

prometheus-client, python-json-logger, and sentry-sdk do the work. The code here keeps what visitors sent out of them,
and reports the backlog of worker and publisher, which django-prometheus and django-health-check do not know.
"""

from pathlib import Path


def release(folder: Path) -> str:
    """Return the version of the code in `folder`: the content of its file RELEASE, or nothing without it."""
    try:
        return (folder / "RELEASE").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
