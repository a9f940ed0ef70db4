"""The school comparison at every width: full names always visible, no sideways scrolling, an accessible table."""

import re

TWO = ["gertz-ressler", "burton-tech"]
FOUR = [*TWO, "marine-high", "leichtman-levine"]
# Schools whose names are fully visible: inside the window, not clipped, and not covered.
IN_VIEW = """names => names.filter(name => [...document.querySelectorAll(".compare__table a, .compare__table span")]
    .filter(one => one.textContent.trim() === name).some(one => {
        const box = one.getBoundingClientRect();
        const inside = box.width > 1 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0
            && box.right <= document.documentElement.clientWidth;
        const top = inside && document.elementFromPoint(box.left + box.width / 2, box.top + 8);
        return top && (one.contains(top) || top.contains(one));
    }))"""
CUT = """all => all.filter(one => one.scrollWidth > one.clientWidth + 1 && !one.matches(".visually-hidden")
    && getComputedStyle(one).overflowX !== "visible").map(one => one.outerHTML)"""


def compare(page, site_url, slugs, width, height=740):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site_url}/schools/compare/?" + "&".join(f"school={slug}" for slug in slugs))
    assert page.locator(".brief").bounding_box()["width"] <= width
    page.get_by_text("All rows").click()
    return page.locator(".compare__name").all_inner_texts()


def test_three_schools_fit_on_one_screen_of_a_phone_and_each_name_in_its_column(page, site_url):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site_url}/schools/compare/?school=shaheen&school=burton-tech&school=luskin&near=90044")
    box = page.locator(".compare__call").bounding_box()  # the phone numbers below the rows
    assert box["y"] + box["height"] <= 740
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for slugs in (["odonovan", "leichtman-levine", "bloomfield"], ["odonovan", *FOUR[1:]]):
        page.goto(f"{site_url}/schools/compare/?" + "&".join(f"school={slug}" for slug in slugs))
        wider = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
        assert page.locator(".brief :is(th, td), .compare__call a").evaluate_all(wider) == []


def test_every_name_is_in_view_beside_every_fact(page, site_url):
    sizes = [(TWO, 320, 256), (TWO, 1280, 740), (FOUR, 320, 740), (FOUR, 768, 740), (FOUR, 1280, 740)]
    for slugs, width, height in sizes:
        names = compare(page, site_url, slugs, width, height)
        assert len(names) == len(slugs)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".compare__table, .compare__table *").evaluate_all(CUT) == []
        for fact in page.locator(".compare__table tbody tr:has(td)").all():
            fact.evaluate("row => row.scrollIntoView({block: 'center'})")
            assert page.evaluate(IN_VIEW, names) == names, (width, fact.inner_text())
        if slugs is TWO:
            row = page.locator("tbody tr").filter(
                has=page.locator(".compare__label").get_by_text(re.compile("^Address"))
            )
            left, right = (cell.bounding_box() for cell in row.locator("td").all())
            assert left["y"] == right["y"]  # side by side, on the narrowest phone too
            assert left["x"] + left["width"] <= right["x"]
            assert right["x"] + right["width"] <= width
