"""Pages say the same without JavaScript."""

import difflib
import re

from playwright.sync_api import Page

from quality.audit.report import Faults, Row
from quality.audit.site import Site

# Buttons that submit nothing, and what describes them, are shown only with script.
REMOVE_BUTTONS = """() => {
  for (const button of document.querySelectorAll("button[type=button]")) {
    document.getElementById(button.getAttribute("aria-describedby"))?.remove();
    button.remove();
  }
}"""


def words(page: Page) -> str:
    page.evaluate(REMOVE_BUTTONS)
    return re.sub(r"\s+", " ", page.locator("body").inner_text()).strip()


def check(site: Site) -> list[Row]:
    faults = Faults()
    for name in site.pages:
        with site.open(name) as page:
            expected = words(page)
        with site.open(name, java_script_enabled=False) as page:
            without = words(page)
        if without != expected:
            change = next(one for one in difflib.ndiff(without.split(), expected.split()) if one[0] in "+-")
            faults.add(f"{name}: first difference with script: {change}")
    return [faults.row("the same words with JavaScript off", f"{len(site.pages)} pages")]
