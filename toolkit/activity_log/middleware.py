"""Set the actor of a request; log exports and the views in NOTED_VIEWS."""

from django.utils.translation import override

from toolkit.activity_log import site
from toolkit.activity_log.actors import ADMIN_PREFIX, serving

from .record import record


class AuditMiddleware:
    """Must come after the authentication middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with serving(request):
            response = self.get_response(request)
            if request.path_info.startswith(ADMIN_PREFIX) and request.method == "GET" and response.status_code == 200:
                self._note(request, response)
        return response

    def _note(self, request, response) -> None:
        match = request.resolver_match
        if response.get("Content-Disposition", "").startswith("attachment"):
            filters = sorted(name for name, value in request.GET.items() if value and name != "export")
            record("export.made", title=subject(match.func), format=request.GET.get("export", ""), filters=filters)
        if note := site().NOTED_VIEWS.get(match.view_name):
            note(match)


def subject(view) -> str:
    """Return what an editor view lists, in English, because the log is the same for all readers."""
    view_options, view_class = getattr(view, "view_initkwargs", {}), getattr(view, "view_class", None)
    model = view_options.get("model") or getattr(view_class, "model", None)
    title = view_options.get("page_title") or getattr(view_class, "page_title", "")
    with override("en"):
        return str(title) if title or model is None else str(model._meta.verbose_name_plural)
