"""Starts a control of the editor without an inline script (`alliance_site.admin_policy`)."""

import json

from django import template

from alliance_site.admin_policy import inert

register = template.Library()


@register.simple_tag
def start(name, *arguments, options):
    """`options` is a text of JSON, the last argument."""
    return inert.start(name, *arguments, json.loads(options))


@register.simple_tag
def start_formset(formset):
    """The recommended results of a search, which Wagtail has outside of a panel."""
    options = {
        "formsetPrefix": f"id_{formset.prefix}",
        "emptyChildFormPrefix": formset.empty_form.prefix,
        "canOrder": True,
    }
    return inert.start("InlinePanel", options)
