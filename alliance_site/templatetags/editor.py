"""Template tags for the editor: its environment, and controls without inline scripts (`alliance_site.admin_policy`)."""

import json

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliance_site import admin_policy
from alliance_site.settings.environment import Environment
from media import returns
from media.models import SiteImage
from pages.editor.approval import returned, review
from pages.editor.schedule import moment
from toolkit.published_copy.past_pages import days_of

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


@register.inclusion_tag("wagtailadmin/pages/past_days.html")
def past_days(page):
    """Render links to the days for which the archive has a version of a page."""
    return {"page": page, "days": days_of(page)}


@register.inclusion_tag("wagtailadmin/shared/review.html", takes_context=True)
def review_bar(context, record, form="", compared=""):
    """Render who sent `record` for approval. `form` is the editor's, `compared` the version right of a comparison."""
    user = context["request"].user
    if isinstance(record, SiteImage):
        found = _return_of(record, user)
    else:
        found = review(record, user) if record and record.pk else {}
        is_newest = found and compared in ("latest", str(record.latest_revision_id))
        found |= {"form": form, "is_newest": is_newest}
        if form and record.pk and "decide" not in found:
            found |= returned(record)
    return found | {"csrf_token": context.get("csrf_token")}


def _return_of(image: SiteImage, user) -> dict:
    """Return what the bar says of a picture that someone asks to show again; nothing if nobody does."""
    if (asked := returns.asked_for(image)) is None:
        return {}
    return {
        "decide": reverse("decide_return", args=[asked.pk]),
        "sender": asked.user,
        "sent": moment(asked.timestamp),
        "said": returns.sentence(asked),
        "is_newest": True,
        "may_decide": returns.may_decide(user),
    }


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
