"""Pictures of every template at three widths, light and dark, into var/screenshots, from a running site.

usage: python deploy/screenshots.py http://localhost:8000
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

TEMPLATES = {
    "home": "/",
    "about": "/about/",
    "mission": "/mission/",
    "pillar": "/mission/college-ready/",
    "schools": "/schools/",
    "schools-all": "/schools/?closed=on",
    "school": "/schools/gertz-ressler/",
    "school-closed": "/schools/tennenbaum/",
    "stories": "/stories/",
    "story": "/stories/distinguished-schools-2024/",
    "standard": "/accessibility/",
    "search": "/search/?q=college",
    "search-nothing": "/search/?q=zzzzzz",
    "not-found": "/nowhere/",
    "sign-in": "/admin/login/",
}
WIDTHS = (360, 768, 1280)
FOLDER = Path(__file__).resolve().parents[1] / "var" / "screenshots"


def main(site: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
                for name, path in TEMPLATES.items():
                    page.goto(site.rstrip("/") + path)
                    page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)
                page.close()
                sys.stdout.write(f"  {width} px, {scheme}: {len(TEMPLATES)} pictures\n")
    sys.stdout.write(f"In {FOLDER}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
