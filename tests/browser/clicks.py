"""Clicks as a person makes them, counted."""


class Hand:
    """Clicks, and counts them."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def __call__(self, role, name, inside=None, **options):
        (inside or self.page).get_by_role(role, name=name, **options).first.click()
        self.clicks += 1
