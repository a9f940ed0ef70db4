"""The landscape of a school without a picture, as a file below its profile.

In a list of 25 schools, landscapes are a third of the page. As files, only those in view are loaded, and after the
words. They are part of the published copy.
"""

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from pages import horizon
from toolkit.cache_control import public

from .models import SchoolPage

NAME = "landscape.svg"


@require_safe
@public
def landscape(request, listing, slug):
    """Send the landscape that cards show, for the public profile at `<listing>/<slug>/`.

    It is a square around the sun. Wide cards ask for all of the drawing (`#svgView(…)`), which is in the file.
    """
    profile = SchoolPage.objects.at(listing, slug, get_language()).first()
    if profile is None:
        raise Http404
    content = horizon.as_file(horizon.svg(profile.title, "thumb", profile.light))
    return HttpResponse(content, content_type="image/svg+xml")
