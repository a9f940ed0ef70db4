"""usage: python -m quality.audit [--site http://localhost:8000] [CHECK ...]

Without --site the loaded site is served as in production for the time of the audit. Without names all checks run.
Exit code 1 if a bound is broken.
"""

import argparse
import contextlib
import json
import re
import sys
import time

from playwright.sync_api import Browser, sync_playwright

from deploy.ended import clean_up_when_ended
from quality import browser as system
from quality.audit import axe, bare, contrast, focus, headers, keyboard, lighthouse, reflow, server, valid, weight
from quality.audit.report import Row, say
from quality.audit.site import Site
from quality.templates import PAGES, STAFF

CHECKS = {
    "axe": axe.check,
    "reflow": reflow.check,
    "contrast": contrast.check,
    "focus": focus.check,
    "weight": weight.check,
    "valid": valid.check,
    "keyboard": keyboard.check,
    "bare": bare.check,
    "headers": headers.check,
    "lighthouse": lighthouse.check,
}
COMPONENTS = "/admin/components/"
LOGINS = server.ROOT / "var" / "demo-logins.txt"


def sign_in(browser: Browser, url: str) -> dict | None:
    """The storage state of somebody who is signed in, None without demo logins. Raises RuntimeError."""
    login = LOGINS.exists() and re.search(r"^Site admin +(\S+) +(\S+)$", LOGINS.read_text(), re.MULTILINE)
    if not login:
        return None
    page = browser.new_page()
    if (status := page.goto(f"{url}/accounts/login/").status) != 200:
        raise RuntimeError(f"The sign-in page answers {status}")
    page.fill("[name=login]", login[1])
    page.fill("[name=password]", login[2])
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/admin/$"))
    state = page.context.storage_state()
    page.close()
    return state


def components(site: Site) -> Row:
    """Adds each frame of the component page to `site`, or says why they cannot be opened."""
    bound = "every state of a component is looked at"
    session = sign_in(site.browser, site.url)
    if session is None:
        return Row(bound, "no demo logins here", skipped=True)
    page = site.browser.new_page(storage_state=session)
    response = page.goto(site.url + COMPONENTS)
    frames = page.eval_on_selector_all("iframe[src]", "all => all.map((one) => new URL(one.src).pathname)")
    page.close()
    if response.status != 200:
        return Row(bound, f"{COMPONENTS} answers {response.status}", skipped=True)
    site.states = {path.removeprefix(COMPONENTS).strip("/"): path for path in frames}
    site.sessions = dict.fromkeys(site.states, session)
    return Row(bound, f"{len(frames)} states")


def table(rows: list[Row]) -> str:
    """All rows, then the faults of each that has some."""
    bounds, measures = max(len(row.bound) for row in rows), max(len(row.measured) for row in rows)
    lines = [f"{row.bound:<{bounds}}  {row.measured:<{measures}}  {row.verdict}" for row in rows]
    for row in rows:
        if row.faults or row.notes:
            lines += ["", row.bound, *(f"  - {fault}" for fault in row.faults), *(f"  ({note})" for note in row.notes)]
    return "\n".join(lines) + "\n"


def audit(url: str, names: list[str]) -> list[Row]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system.chromium(), args=system.ARGUMENTS)
        site = Site(browser, url, dict(PAGES), dict(STAFF))
        rows = [components(site)]
        for name in names:
            say(f"  {name} ...")
            start = time.monotonic()
            found = CHECKS[name](site)
            for row in found:
                say(f"    {row.bound}: {row.measured}  {row.verdict}")
            say(f"  {name}: {time.monotonic() - start:.0f} s")
            rows += found
    return rows


def main() -> int:
    clean_up_when_ended()
    parser = argparse.ArgumentParser(prog="make audit")
    parser.add_argument("--site", help="the address of a running site")
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(CHECKS))
    asked = parser.parse_args()
    if unknown := set(asked.checks) - set(CHECKS):
        parser.error(f"no such check: {', '.join(unknown)} (there are {', '.join(CHECKS)})")
    serving = contextlib.nullcontext(asked.site.rstrip("/")) if asked.site else server.site()
    with serving as url:
        say(f"Auditing {url}")
        rows = audit(url, asked.checks or list(CHECKS))
    text = table(rows)
    server.FOLDER.mkdir(parents=True, exist_ok=True)
    (server.FOLDER / "report.txt").write_text(text, encoding="utf-8")
    report = json.dumps([row.as_dict() for row in rows], indent=1, ensure_ascii=False)
    (server.FOLDER / "report.json").write_text(report, encoding="utf-8")
    sys.stdout.write(text)
    say(f"In {server.FOLDER}")
    return int(any(row.faults for row in rows))


if __name__ == "__main__":
    sys.exit(main())
