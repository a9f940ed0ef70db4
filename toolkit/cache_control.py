"""Who may keep a public page, and for how long."""

from functools import wraps

from django.conf import settings
from django.utils.cache import patch_cache_control

KEPT = (200, 304)  # a “not modified” renews what it says of the copy


def has_session(request) -> bool:
    """Whether the request comes from somebody who signed in: visitors have no session."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def public(view):
    """Lets browsers and a CDN keep what `view` answers to visitors; never what signed-in staff see."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if not has_session(request) and request.method in ("GET", "HEAD") and response.status_code in KEPT:
            patch_cache_control(response, **settings.PUBLIC_CACHE_CONTROL)
        return response

    return wrapper
