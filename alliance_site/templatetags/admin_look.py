"""Template tags for the admin's appearance."""

from django import template
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alliance_site.settings.environment import Environment

register = template.Library()

WORDS = {
    Environment.DEVELOPMENT: (_("Development"), _("a copy for trying things out")),
    Environment.STAGING: (_("Staging"), _("visitors do not see this copy")),
    Environment.PRODUCTION: (_("Production"), _("visitors see what you publish")),
}


@register.inclusion_tag("wagtailadmin/environment.html")
def environment_stripe():
    """Render a stripe with the name and color of the environment."""
    name, meaning = WORDS[settings.ENVIRONMENT]
    return {"environment": settings.ENVIRONMENT, "name": name, "meaning": meaning}
