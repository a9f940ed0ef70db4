"""What every page keeps at each width, in light and dark: it is accessible, and does not scroll sideways."""

from itertools import product
from urllib.parse import urlsplit

from quality.audit.axe import turn, violations
from quality.audit.site import SCHEMES
from quality.templates import PAGES, SPANISH

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
SIZES = {"phone": PHONE, "desktop": DESKTOP}
TEMPLATES = PAGES | SPANISH
WIDTHS = (360, 1280)


class Watch:
    """Notes the servers that pages ask, and the errors of their scripts and requests."""

    def __init__(self):
        self.hosts, self.problems = set(), []

    def __call__(self, page):
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    def hear(self, message):
        """Note an error. A page that is missing on purpose is none, nor the failed autosave of an unfinished page."""
        is_unknown = "Permissions-Policy" in message.text  # an unknown feature, reported as a warning
        is_missing = message.location["url"].endswith(TEMPLATES["not-found"])
        is_autosave = "/admin/pages/" in message.location["url"] and message.text.endswith("400 (Bad Request)")
        if is_unknown or (message.type == "error" and not is_missing and not is_autosave):
            self.problems.append(message.text)


def faults(page, widths=WIDTHS, schemes=SCHEMES) -> list[str]:
    """Return what is wrong with the page as it is now; it is resized and darkened, not loaded again."""
    page.emulate_media(reduced_motion="reduce")
    found = []
    for width, scheme in product(widths, schemes):
        page.set_viewport_size({"width": width, "height": 900})
        turn(page, scheme)
        found += [f"{scheme}, at {width}: {one}" for one in violations(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{scheme}, at {width}: scrolls sideways, is {wide} wide")
    return found


def faults_of_each(page) -> list[str]:
    """For many pages: the same for each width and each scheme once. Neither hides the other."""
    return faults(page, [360], ["dark"]) + faults(page, [1280], ["light"])
