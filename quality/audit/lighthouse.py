"""Lighthouse as a mid-range phone on a slow network: the median of three runs for each page."""

import json
import os
import statistics
import subprocess

from quality import browser
from quality.audit import FOLDER, node
from quality.audit.report import Row
from quality.audit.site import Site

PROGRAM = FOLDER / "tools" / "node_modules" / "lighthouse" / "cli" / "index.js"
RUNS, WAIT = 3, 180  # seconds for one run
PAGES = [
    "home",
    "about",
    "pillar",
    "schools",
    "school",
    "enroll",
    "search",
    "stories",
    "home-es",
    "schools-es",
    "school-es",
]
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
METRICS = {"largest-contentful-paint": "LCP", "cumulative-layout-shift": "CLS", "total-blocking-time": "TBT"}
SKIPPED = {"search": ["--skip-audits=is-crawlable"]}  # search results stay out of search engines on purpose


def check(site: Site) -> list[Row]:
    return [row(name, site.url + site.pages[name], SKIPPED.get(name, [])) for name in PAGES]


def run(address: str, options: list[str]) -> dict:
    """Return Lighthouse's report. A second try follows a failed one: the browser sometimes loses its trace."""
    flags = " ".join(["--headless=new", *browser.ARGUMENTS])
    command = [node(), str(PROGRAM), address, "--quiet", "--output=json", f"--chrome-flags={flags}", *options]
    command.append(f"--only-categories={','.join(CATEGORIES)}")
    settings = {"env": {**os.environ, "CHROME_PATH": browser.chromium() or ""}, "stdout": subprocess.PIPE}
    for _attempt in range(2):
        process = subprocess.run(command, **settings, timeout=WAIT)  # noqa: S603 (Lighthouse, on our own address)
        if not process.returncode:
            break
    process.check_returncode()
    return json.loads(process.stdout)


def row(name: str, address: str, options: list[str]) -> Row:
    """Return the medians of a page's runs. A score below 100 is a fault that names the audits which failed."""
    reports = [run(address, options) for _run in range(RUNS)]
    faults = []
    for category in CATEGORIES:
        score = 100 * statistics.median(report["categories"][category]["score"] for report in reports)
        if score < 100:
            parts = {part["id"] for part in reports[0]["categories"][category]["auditRefs"] if part["weight"]}
            failed = {one for one in parts for report in reports if (report["audits"][one]["score"] or 0) < 0.995}
            faults.append(f"{category} {score:.0f}: {', '.join(sorted(failed))}")
    measured = {
        short: statistics.median(report["audits"][metric]["numericValue"] for report in reports)
        for metric, short in METRICS.items()
    }
    values = "LCP {LCP:.0f} ms, CLS {CLS:.3f}, TBT {TBT:.0f} ms".format(**measured)
    return Row(f"Lighthouse mobile, {name}: 100 in each category", values, faults)
