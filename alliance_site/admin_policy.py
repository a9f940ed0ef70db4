"""Remove inline scripts and styles from Wagtail's editor, so that its policy does not need 'unsafe-inline'.

Wagtail 7.4 starts its date pickers, choosers and inline panels from inline scripts. Here, inert markup
(`start`) names the control and its arguments, and `js/admin-policy.js` starts it if it is on a short list. To do
this, the site

- overrides templates of Wagtail's: `wagtailadmin/widgets/{date,time,datetime}_input.html`,
  `wagtailadmin/panels/{inline_panel,multiple_chooser_panel}.html`, `wagtailsearchpromotions/{add,edit}.html`;
- replaces `BaseChooser.render`, which writes its script in Python (`replace_chooser_script`).

Wagtail's scripts do three more things inline, and `ADMIN_CONTENT_SECURITY_POLICY` allows each one. Rich text creates
`<style>` elements for its placeholder and for the numbers of nested lists; `js/admin-policy.js` gives elements created
by scripts the page's nonce. Image editing tests for touch support by setting the handler `return;` on an element, and
text copied from rich text has one inline style; these two are allowed by their digests.

Checked against Wagtail 7.4.4. `tests/alliance_site/test_admin_policy.py` fails if Wagtail changes the code
replaced here, or if any page of the editor has inline code; `tests/browser/test_admin_policy.py` uses the editor under
the enforced policy.
"""

import json
import re
from base64 import b64encode
from hashlib import sha256

from django.utils.html import format_html
from django.utils.safestring import SafeString

CALL = re.compile(r"(?:new )?(\w+)\((.*)\);?", re.DOTALL)


def digest(text: str) -> str:
    """Return the CSP source expression that allows exactly this inline text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def start(name: str, *arguments) -> SafeString:
    """Return markup that makes `js/admin-policy.js` call `name`, a function or class of Wagtail's, with `arguments`."""
    return format_html('<span hidden data-inert="{}" data-inert-arguments="{}"></span>', name, json.dumps(arguments))


def start_call(script: str) -> SafeString:
    """Return that markup for a call as Wagtail writes it: `new Chooser("id", {…});`. Raises ValueError otherwise."""
    call = CALL.fullmatch(script.strip())
    if not call:
        raise ValueError(f"Not a function call: {script}")
    return start(call[1], *json.loads(f"[{call[2]}]"))


def replace_chooser_script() -> None:
    """Stop choosers outside a StreamField from writing an inline script after their markup."""
    from wagtail.admin.widgets import BaseChooser  # here, because settings import `digest`

    def render(self, name, value, attrs=None, renderer=None):
        instance_data = self.get_value_data(value)
        return self.render_html(name, instance_data, attrs) + start_call(
            self.render_js_init(attrs["id"], name, instance_data)
        )

    BaseChooser.render = render
