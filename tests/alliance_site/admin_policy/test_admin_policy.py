"""The editor has no inline code, although Wagtail's own templates would add some."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
import wagtail
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


PROMOTED = "contrib/search_promotions/templates/wagtailsearchpromotions"
REPLACED = {  # digests of Wagtail 7.4.4
    "admin/templates/wagtailadmin/widgets/date_input.html": "2557f7a4fd543d7c",
    "admin/templates/wagtailadmin/widgets/time_input.html": "536917c544a13563",
    "admin/templates/wagtailadmin/widgets/datetime_input.html": "479d8ddeaa73d2fd",
    "admin/templates/wagtailadmin/panels/inline_panel.html": "195bb0b199edb062",
    "admin/templates/wagtailadmin/panels/inline_panel_child.html": "f8db4840ba059553",
    "admin/templates/wagtailadmin/panels/multiple_chooser_panel.html": "673bc9b26ca95c03",
    "admin/templates/wagtailadmin/shared/user_avatar.html": "10cbd09a2e9434e5",
    "admin/templates/wagtailadmin/shared/dialog/dialog_toggle.html": "579629867557a093",
    "admin/templates/wagtailadmin/tables/cell.html": "21f16d57ba0da477",
    f"{PROMOTED}/add.html": "f562d10c37b349f1",
    f"{PROMOTED}/edit.html": "5378c649da124598",
    f"{PROMOTED}/includes/searchpromotions_formset.js": "b3f5b1124e11f7a2",
    f"{PROMOTED}/queries/chooser_field.html": "137d51db1b25e179",
}
RENDER = "2a4b447237357cfc"


def test_what_is_replaced_has_not_changed_in_wagtail():
    """If it changed: compare, update alliance_site/admin_policy.py and its templates, then update the digest here."""
    texts = {name: (WAGTAIL / name).read_text(encoding="utf-8") for name in REPLACED}
    digests = {name: sha256(text.encode()).hexdigest()[:16] for name, text in texts.items()}
    assert digests == REPLACED
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
