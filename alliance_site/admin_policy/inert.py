"""Inert markup that names a control to start and its arguments."""

import json
import re

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser

CALL = re.compile(r"(?:new )?(\w+)\((.*)\);?", re.DOTALL)


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

    def render(self, name, value, attrs=None, renderer=None):
        instance_data = self.get_value_data(value)
        return self.render_html(name, instance_data, attrs) + start_call(
            self.render_js_init(attrs["id"], name, instance_data)
        )

    BaseChooser.render = render
