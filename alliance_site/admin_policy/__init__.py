"""Wagtail's editor without inline scripts and styles, so that its policy needs no 'unsafe-inline'.

Wagtail 7.4 starts its date pickers, choosers and inline panels from inline scripts. Here each is named in a piece of
markup that does nothing by itself (`inert.start`), and `js/admin-policy.js`, a file of this site, starts what it names
if it is one of a few. That needs

- templates of the same names as Wagtail's: `wagtailadmin/widgets/{date,time,datetime}_input.html`,
  `wagtailadmin/panels/{inline_panel,multiple_chooser_panel}.html`, `wagtailsearchpromotions/{add,edit}.html`;
- `BaseChooser.render` replaced (`inert.replace_chooser_script`), which writes its script in Python.

Three more things happen inside of Wagtail's scripts and are allowed one by one (`ADMIN_CONTENT_SECURITY_POLICY`). Rich
text makes `<style>` elements, for its placeholder and the numbers of nested lists: `js/admin-policy.js` gives what
scripts make the nonce of the page. Image editing asks whether the browser knows events of touch by giving an element
the handler `return;`, and what is copied from rich text has one style: these two texts are allowed by their digests.

Compared with Wagtail 7.4.4. `tests/site/test_admin_policy.py` fails if what is replaced here changes in Wagtail, or if
any page of the editor has inline code; `tests/browser/test_admin_policy.py` uses the editor under the enforced policy.
"""

from base64 import b64encode
from hashlib import sha256


def digest(text: str) -> str:
    """The source that allows this inline text and no other."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
