"""All published figures as JSON, for software, in each language with a public list of figures."""

from django.conf import settings
from django.http import Http404, JsonResponse
from django.utils.text import format_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.views.decorators.http import require_safe

from pages.figures.display import facts_page
from pages.figures.facts import FILE, as_json, facts
from pages.routing.words import translated_path
from toolkit.cache_control import public


@require_safe
@public
def facts_file(request):
    """Send the figures. Pages of other sites may read them (CORS): they are public and the same for everyone."""
    page = facts_page(get_language())
    if page is None:
        raise Http404
    address = page.get_full_url(request)
    data = {"language": get_language(), "url": address, "facts": [as_json(one, address) for one in facts(render=str)]}
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Content-Disposition": f'inline; filename="{settings.NETWORK.slug}-facts.json"',  # as nginx names open data
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1}, headers=headers)


urlpatterns = translated_path(format_lazy("{}/facts.json", pgettext_lazy("address", "data")), facts_file, FILE)
