"""A browser without a screen: real HTTP, cookies, and complete forms."""

import httpx

from tests.html import sent_by, soup
from tests.toolkit.accounts.conftest import PASSWORD, code_of


class Browser:
    def __init__(self, site: str):
        self.site = site
        self.http = httpx.Client(base_url=site, follow_redirects=True, headers={"User-Agent": "Browser"}, timeout=60)

    def get(self, path, **query):
        return self.http.get(path, params=query or None)

    def send(self, path, action="", **fields):
        """Open `path` and submit its form (the one with `action`, or else the largest) with `fields`; None removes a
        field."""
        return self.send_from(self.get(path), action, **fields)

    def send_from(self, page, action="", **fields):
        forms = soup(page).select(f'form[action*="{action}"]' if action else "form")
        form = max(forms, key=lambda one: len(one.select("input, select, textarea")))
        data = sent_by(form) | fields
        target = form.get("action") or str(page.url)
        answer = self.http.post(
            target,
            data={name: value for name, value in data.items() if value is not None},
            headers={"Referer": str(page.url)},
        )
        assert answer.status_code == 200, (target, answer.status_code)
        return answer

    def sign_in(self, name, secret=None, code=None, password=PASSWORD):
        self.send("/accounts/login/", "login", login=name, password=password)
        if secret or code:
            return self.send("/accounts/2fa/authenticate/", code=code or code_of(secret))
        return None

    def show_again(self, password=PASSWORD):
        """Give the extra proof that managing accounts or sessions requires."""
        return self.send("/accounts/reauthenticate/", "reauthenticate", password=password)
