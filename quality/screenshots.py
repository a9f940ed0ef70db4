"""Take pictures of every template at three widths, light and dark, into var/screenshots, from a running `make run`.

The two pictures of the README, in docs/images, are taken again as well.

usage: python -m quality.screenshots http://localhost:8000
"""

import re
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from quality import browser as system
from quality.templates import PAGES, SPANISH

TEMPLATES = {**PAGES, **SPANISH, "sign-in": "/accounts/login/"}
WIDTHS = (360, 768, 1280)
ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "screenshots"
README = ROOT / "docs" / "images"
DESK = "/admin/school-desks/gertz-ressler/"


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
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        take_for_readme(page, site + "/", "home")
        sign_in(page, site, "Listings manager")
        take_for_readme(page, site + DESK, "desk")
    sys.stdout.write(f"In {FOLDER} and {README}\n")


def sign_in(page: Page, site: str, role: str) -> None:
    logins = (ROOT / "var" / "demo-logins.txt").read_text(encoding="utf-8")
    name, password = re.search(rf"^{role} +(\S+) +(\S+)$", logins, re.MULTILINE).groups()
    page.goto(f"{site}/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url("**/admin/**")


def take_for_readme(page: Page, address: str, name: str) -> None:
    """Save the top of a page, small: 800 pixels wide, in 128 colors."""
    page.goto(address)
    picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    picture.thumbnail((800, 800))
    README.mkdir(exist_ok=True)
    picture.quantize(128).save(README / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
