"""What every page keeps at each width, in light and dark: it is accessible, and does not scroll sideways."""

from quality.audit.axe import violations, violations_in_both_schemes

WIDTHS = (360, 1280)


def faults(page, widths=WIDTHS) -> list[str]:
    """Return what is wrong with the page as it is now; it is resized and darkened, not loaded again.

    Colors do not depend on the width, so only the narrowest is checked in dark.
    """
    page.emulate_media(reduced_motion="reduce")
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        check = violations_in_both_schemes if width == widths[0] else violations
        found += [f"at {width}: {one}" for one in check(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"at {width}: scrolls sideways, is {wide} wide")
    return found
