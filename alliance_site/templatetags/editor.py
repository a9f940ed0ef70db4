"""Template tags for the editor: its environment, and controls without inline scripts (`alliance_site.admin_policy`)."""

import json

from django import template
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alliance_site import admin_policy
from alliance_site.settings.environment import Environment

WORDS = {
    Environment.DEVELOPMENT: (_("Development"), _("a copy for trying things out")),
    Environment.STAGING: (_("Staging"), _("visitors do not see this copy")),
    Environment.PRODUCTION: (_("Production"), _("visitors see what you publish")),
}

register = template.Library()


@register.inclusion_tag("wagtailadmin/environment.html")
def environment_stripe():
    """Render a stripe with the name and color of the environment."""
    name, meaning = WORDS[settings.ENVIRONMENT]
    return {"environment": settings.ENVIRONMENT, "name": name, "meaning": meaning}


@register.simple_tag
def start(name, *arguments, options):
    """Start the control `name`. `options` is JSON text and becomes its last argument."""
    return admin_policy.start(name, *arguments, json.loads(options))


@register.simple_tag
def start_formset(formset):
    """Start the formset of promoted search results, which Wagtail renders outside a panel."""
    options = {
        "formsetPrefix": f"id_{formset.prefix}",
        "emptyChildFormPrefix": formset.empty_form.prefix,
        "canOrder": True,
    }
    return admin_policy.start("InlinePanel", options)
