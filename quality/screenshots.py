"""Take pictures of every template at three widths, light and dark, into var/screenshots, from a running `make run`.

usage: python -m quality.screenshots http://localhost:8000
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from quality import browser as system
from quality.templates import PAGES, SPANISH

TEMPLATES = {**PAGES, **SPANISH, "sign-in": "/accounts/login/"}
WIDTHS = (360, 768, 1280)
ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "screenshots"


def main(site: str) -> None:
    site = site.rstrip("/")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system.chromium(), args=system.ARGUMENTS)
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
                for name, path in TEMPLATES.items():
                    page.goto(site + path)
                    shot = FOLDER / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=shot, full_page=True, animations="disabled")
                page.close()
                sys.stdout.write(f"  {width} px, {scheme}: {len(TEMPLATES)} pictures\n")
    sys.stdout.write(f"In {FOLDER}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
