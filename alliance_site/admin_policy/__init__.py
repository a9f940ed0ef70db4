"""Remove inline scripts and styles from Wagtail's editor, so that its policy does not need 'unsafe-inline'.

Wagtail 7.4 starts its date pickers, choosers and inline panels from inline scripts. Here, inert markup
(`inert.start`) names the control and its arguments, and `js/admin-policy.js` starts it if it is on a short list. To do
this, the site

- overrides templates of Wagtail's: `wagtailadmin/widgets/{date,time,datetime}_input.html`,
  `wagtailadmin/panels/{inline_panel,multiple_chooser_panel}.html`, `wagtailsearchpromotions/{add,edit}.html`;
- replaces `BaseChooser.render`, which writes its script in Python (`inert.replace_chooser_script`).

Wagtail's scripts do three more things inline, and `ADMIN_CONTENT_SECURITY_POLICY` allows each one. Rich text creates
`<style>` elements for its placeholder and for the numbers of nested lists; `js/admin-policy.js` gives elements created
by scripts the page's nonce. Image editing tests for touch support by setting the handler `return;` on an element, and
text copied from rich text has one inline style; these two are allowed by their digests.

Checked against Wagtail 7.4.4. `tests/alliance_site/admin_policy/test_admin_policy.py` fails if Wagtail changes the code
replaced here, or if any page of the editor has inline code; `tests/browser/test_admin_policy.py` uses the editor under
the enforced policy.
"""

from base64 import b64encode
from hashlib import sha256


def digest(text: str) -> str:
    """Return the CSP source expression that allows exactly this inline text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
