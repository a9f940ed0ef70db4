"""The editor has no inline code, although Wagtail's own templates would add some."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
import wagtail
import yaml
from bs4 import BeautifulSoup
from django.conf import settings
from wagtail.admin.widgets import AdminPageChooser

from alliance_site import admin_policy
from pages.models import HomePage

from .inline_code import inline

pytestmark = pytest.mark.django_db
WAGTAIL = Path(wagtail.__file__).parent


def test_a_chooser_starts_what_wagtail_would_start():
    """With nothing chosen and with something chosen."""
    for chosen in (None, HomePage.objects.get(locale__language_code="en")):
        widget = AdminPageChooser()
        html = widget.render("target", chosen, {"id": "id_target"})
        (span,) = BeautifulSoup(html, "html.parser").select("[data-inert]")
        assert span["data-inert"] == "PageChooser"
        name, options = json.loads(span["data-inert-arguments"])
        assert name == "id_target"
        assert options == widget.get_js_init_options("id_target", "target", widget.get_value_data(chosen))


INLINE = (
    *("<script>a()</script>", "<style>p{}</style>", "<template><script>a()</script></template>"),
    *('<p style="a:b">', '<a onclick="a()">', '<a href="javascript:a()">'),
)


def test_only_a_plain_call_is_taken_apart_and_what_is_started_is_text_and_nothing_else():
    for script in ("alert(1); alert(2)", "window.start(1)", "a = b", "start(function () {})", ""):
        with pytest.raises(ValueError, match=r"Not a function call|Expecting"):
            admin_policy.start_call(script)
    page = BeautifulSoup(admin_policy.start("Chooser", '"><script>alert(1)</script>'), "html.parser")
    assert inline(page) == []
    (span,) = page(True)
    assert json.loads(span["data-inert-arguments"]) == ['"><script>alert(1)</script>']
    for html in INLINE:
        assert len(inline(BeautifulSoup(html, "html.parser"))) == 1, html


REPLACED = Path(__file__).with_name("replaced_templates.yaml")
RENDER = "2a4b447237357cfc"


def test_what_is_replaced_has_not_changed_in_wagtail():
    """If it changed: compare, update alliance_site/admin_policy.py and its templates, then update its digest."""
    replaced = yaml.safe_load(REPLACED.read_text(encoding="utf-8"))
    texts = {name: (WAGTAIL / name).read_text(encoding="utf-8") for name in replaced}
    assert {name: sha256(text.encode()).hexdigest()[:16] for name, text in texts.items()} == replaced
    code = (WAGTAIL / "admin/widgets/chooser.py").read_text(encoding="utf-8")
    render = re.search(r"    def render\(self, name.*?(?=    @property)", code, re.DOTALL)[0]
    assert sha256(render.encode()).hexdigest()[:16] == RENDER


def test_the_script_knows_every_control_of_wagtail():
    script = (settings.BASE_DIR / "alliance_site/static/js/admin-policy.js").read_text(encoding="utf-8")
    used = {"InlinePanel", "MultipleChooserPanel"}
    for file in WAGTAIL.rglob("*.py"):
        if "test" not in str(file.relative_to(WAGTAIL)):
            code = file.read_text(encoding="utf-8")
            used.update(re.findall(r'^    js_constructor = "(\w+)"$', code, re.MULTILINE))
            used.update(re.findall(r'return f"(\w+)\(\{json\.dumps\(id_\)', code))
    for file in (WAGTAIL / "admin/templates/wagtailadmin/widgets").glob("*.html"):
        used.update(re.findall(r"<script>(\w+)\(", file.read_text(encoding="utf-8")))
    assert {"Chooser", "PageChooser", "ImageChooser", "createTaskChooser", "initDateChooser"} <= used
    assert {name for name in used if f'"{name}"' not in script} == set()
