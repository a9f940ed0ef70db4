"""The browser, and the arguments to start it with."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("background-networking", "component-update", "sync", "quic", "gpu")
ARGUMENTS = ["--no-first-run", *(f"--disable-{name}" for name in QUIET)]
if os.geteuid() == 0:
    ARGUMENTS.append("--no-sandbox")  # Chromium's sandbox refuses root


def chromium() -> str | None:
    """Return the program that CHROMIUM names, or the system's; None if there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
