"""/.well-known/security.txt (RFC 9116): where to report a vulnerability.

It is served once SECURITY_CONTACT and SECURITY_EXPIRES are set, until it expires, because an outdated contact is worse
than none. `/readyz` and `check --deploy` warn before it expires.
"""

from datetime import UTC, datetime, time

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from toolkit.cache_control import public
from toolkit.mail import absolute
from toolkit.monitoring.status import Trouble

ADDRESS = ".well-known/security.txt"
NOTICE, LONGEST = 30, 366  # days; the RFC recommends less than a year


def days_left() -> int | None:
    """Return the days until it expires, 0 on its last day, or None if it is not set up."""
    return None if settings.SECURITY_EXPIRES is None else (settings.SECURITY_EXPIRES - timezone.localdate()).days


def is_served() -> bool:
    days = days_left()
    return days is not None and days >= 0


def probe() -> None:
    """Warn in `/readyz`. Raises Trouble if it expires soon or has expired."""
    days = days_left()
    if days is not None and days < NOTICE:
        raise Trouble("expires soon" if days >= 0 else "expired", days=days)


@public
@require_safe
def security_txt(request):
    if not is_served():
        raise Http404
    end = datetime.combine(settings.SECURITY_EXPIRES, time.max, timezone.get_default_timezone()).astimezone(UTC)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {end:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {absolute(f'/{ADDRESS}')}",
    ]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


@register(Tags.security, deploy=True)
def check(app_configs=None, **kwargs) -> list[Warning]:
    days = days_left()
    if days is None:
        hint = "Set SECURITY_CONTACT and SECURITY_EXPIRES (docs/settings.md)."
        return [Warning("There is no security.txt to say where to report vulnerabilities.", hint=hint, id="site.W001")]
    if days < NOTICE:
        hint = "Check that SECURITY_CONTACT is still correct, then set SECURITY_EXPIRES to a later date."
        message = f"security.txt expires in {days} days." if days >= 0 else "security.txt has expired."
        return [Warning(message, hint=hint, id="site.W002")]
    if days > LONGEST:
        hint = "Set SECURITY_EXPIRES to a date less than a year from now, so that the contact is checked every year."
        return [Warning("security.txt is valid for more than a year.", hint=hint, id="site.W003")]
    return []
