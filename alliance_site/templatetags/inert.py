"""Template tags that start the editor's controls without inline scripts (`alliance_site.admin_policy`)."""

import json

from django import template

from alliance_site.admin_policy import inert

register = template.Library()


@register.simple_tag
def start(name, *arguments, options):
    """Start the control `name`. `options` is JSON text and becomes its last argument."""
    return inert.start(name, *arguments, json.loads(options))


@register.simple_tag
def start_formset(formset):
    """Start the formset of promoted search results, which Wagtail renders outside a panel."""
    options = {
        "formsetPrefix": f"id_{formset.prefix}",
        "emptyChildFormPrefix": formset.empty_form.prefix,
        "canOrder": True,
    }
    return inert.start("InlinePanel", options)
