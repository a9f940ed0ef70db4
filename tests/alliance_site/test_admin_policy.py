"""The editor has no inline code, although Wagtail's own templates would add some. The walk that looks for it also sends
incomplete and garbage data, which gets a readable error and never a server error."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
import wagtail
import yaml
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import transaction
from wagtail.admin.widgets import AdminPageChooser

from alliance_site import admin_policy
from pages.models import HomePage
from tests.html import inline, sent_by
from tests.schools.people import editor_of, person

from .admin_addresses import table, views

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


SKIPPED = ("wagtailadmin_logout", "wagtailadmin_error_test")  # the second fails on purpose
AN_EMAIL = "components_mail"  # shown as it is sent, with a policy of its own
GARBLED = ("id=x&q=%00", f"id={'9' * 25}&p={'9' * 25}")
COUNTS = ("-count", "_FORMS")


def opened(world, is_admin: bool) -> list[tuple[str, str]]:
    """(name, address) of every view that someone can open."""
    kinds = table()
    opens = [(name, route) for name, route in views() if is_admin or kinds[name]["school_editor"] in ("open", "own")]
    return [(name, world.address(name, route)) for name, route in opens if name not in SKIPPED]


def parts(response) -> list[BeautifulSoup]:
    """All HTML in a response: a page, or the pieces in a dialog's JSON."""
    kind = response.headers.get("Content-Type", "")
    if response.streaming:
        return []
    if kind.startswith("text/html"):
        return [BeautifulSoup(response.content.decode(), "html.parser")]
    if kind.startswith("application/json"):
        return [BeautifulSoup(text, "html.parser") for text in texts(response.json()) if "<" in text]
    return []


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


@pytest.mark.parametrize("is_admin", [True, False])
def test_no_page_has_inline_code_and_garbled_requests_are_refused(client, own, is_admin):
    client.force_login(person("someone", is_superuser=True) if is_admin else editor_of(own.school))
    client.raise_request_exception = False
    failed, found, answered = [], {}, 0

    def ask(send, *args):
        with transaction.atomic():
            response = send(*args)
            transaction.set_rollback(True)  # for the next request
        if response.status_code >= 500:  # neither a readable page nor a message
            failed.append(args)
        return response

    for name, address in opened(own, is_admin):
        response = ask(client.get, address)
        pages = parts(response)
        answered += bool(pages)
        faults = [fault for page in pages for fault in inline(page)]
        if faults and name != AN_EMAIL:
            found[address] = faults
        data = {}
        for form in [form for page in pages for form in page.select("form[method=post i]")]:  # those of dialogs, too
            data |= sent_by(form)
        if data:
            ask(client.post, address, dict.fromkeys(data, "x"))
        if any(key.endswith(COUNTS) for key in data):
            ask(client.post, address, {key: data[key] for key in data if not key.endswith(COUNTS)})
        if is_admin:
            ask(client.post, address)
            for asked in GARBLED if response.status_code != 405 else ():
                ask(client.get, f"{address}?{asked}")
    assert failed == []
    assert found == {}
    assert answered > (100 if is_admin else 60)
    for sent in ({}, {"body-count": "1"}, {"body-count": "x"}, {"body-count": "0", "comments-TOTAL_FORMS": "x"}):
        response = client.post(f"/admin/pages/{own.page.pk}/edit/", sent)
        assert response.status_code in (200, 400)
        assert response.status_code == 200 or "Something went wrong" in response.content.decode()
