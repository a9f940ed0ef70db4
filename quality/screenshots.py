"""Take pictures of every template at three widths, light and dark, into var/screenshots, from a running `make run`.

usage: python -m quality.screenshots http://localhost:8000
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from quality import browser
from quality.audit.site import SCHEMES, Site
from quality.templates import PAGES, SPANISH

TEMPLATES = {**PAGES, **SPANISH, "sign-in": "/accounts/login/"}
WIDTHS = (360, 768, 1280)
FOLDER = Path(__file__).resolve().parents[1] / "var" / "screenshots"


def main(url: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.chromium(), args=browser.ARGUMENTS)
        site = Site(chromium, url.rstrip("/"), TEMPLATES)
        for page, name, condition in site.each(WIDTHS, SCHEMES):
            scheme, width = condition.split()
            page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True, animations="disabled")
    sys.stdout.write(f"{len([*FOLDER.iterdir()])} pictures in {FOLDER}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
