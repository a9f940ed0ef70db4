"""Names who is at work in a request; notes what is taken out of the editor, and who reads what visitors wrote."""

from django.utils.timezone import localtime
from django.utils.translation import override

from schools.models import MistakeReport

from .record import record
from .who import ADMIN_PREFIX, serving

REPORT = "wagtailsnippets_schools_mistakereport"
OPENS = (f"{REPORT}:edit", f"{REPORT}:history", f"{REPORT}:usage", f"{REPORT}:delete")
LISTS = (f"{REPORT}:list", f"{REPORT}:list_results")


class AuditMiddleware:
    """Behind the one that knows whose a session is."""

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
        elif match.view_name in OPENS:
            pk = match.kwargs.get("pk") or match.args[0]
            report = MistakeReport.objects.select_related("school").filter(pk=pk).first()
            if report is not None:
                record("report.read", report, title=f"{report.school.name}, {localtime(report.created):%Y-%m-%d %H:%M}")
        elif match.view_name in LISTS:
            record("report.listed")


def subject(view) -> str:
    """What a view of the editor lists, in English, as it is in the log for everybody."""
    given, of_class = getattr(view, "view_initkwargs", {}), getattr(view, "view_class", None)
    model = given.get("model") or getattr(of_class, "model", None)
    title = given.get("page_title") or getattr(of_class, "page_title", "")
    with override("en"):
        return str(title) if title or model is None else str(model._meta.verbose_name_plural)
