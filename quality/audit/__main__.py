"""usage: python -m quality.audit [--site http://localhost:8000] [CHECK ...]

Without --site, its own stack serves the site as in production. Without names, all checks run.
Exit code 1 if a limit is broken.
"""

import argparse
import contextlib
import importlib
import sys

from playwright.sync_api import sync_playwright

from deploy.stack import Stack
from quality import browser
from quality.audit import FOLDER
from quality.audit.report import Row
from quality.audit.site import Site
from quality.output import clean_up_when_ended, say
from quality.templates import PAGES, SPANISH

CHECKS = ("axe", "contrast", "reflow", "focus", "weight", "lighthouse")


def audit(url: str, checks: list[str]) -> list[Row]:
    rows = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.chromium(), args=browser.ARGUMENTS)
        for name in checks:
            say(f"  {name} ...")
            rows += importlib.import_module(f"quality.audit.{name}").check(Site(chromium, url, PAGES | SPANISH))
    return rows


def main() -> int:
    clean_up_when_ended()
    parser = argparse.ArgumentParser(prog="make audit")
    parser.add_argument("--site", help="the address of a running site")
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(CHECKS))
    arguments = parser.parse_args()
    if unknown := set(arguments.checks) - set(CHECKS):
        parser.error(f"no such check: {', '.join(unknown)}. Use {', '.join(CHECKS)}")
    with contextlib.ExitStack() as serving:
        url = arguments.site or serving.enter_context(Stack(FOLDER / "stack", say=say)).url
        rows = audit(url.rstrip("/"), arguments.checks or CHECKS)
    say("\n".join(map(str, rows)))
    return int(any(row.faults for row in rows))


if __name__ == "__main__":
    sys.exit(main())
