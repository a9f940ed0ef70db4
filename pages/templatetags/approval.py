"""The bar of what waits for approval."""

from django import template

from pages.editor.approval import review

register = template.Library()


@register.inclusion_tag("wagtailadmin/shared/review.html", takes_context=True)
def review_bar(context, record, form="", compared=""):
    """Render the bar. `form` is the id of the editor's form, `compared` the version on the right of a comparison."""
    request = context["request"]
    found = review(record, request.user) if record and record.pk else {}
    is_newest = found and compared in ("latest", str(found["state"].revision_id))
    return {**found, "form": form, "is_newest": is_newest, "csrf_token": context.get("csrf_token")}
