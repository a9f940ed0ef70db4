"""Send reminders as on another day, and read an email without its line breaks."""

from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.utils import timezone

from alliance_site.notifications import digest


def remind(*sources) -> int:
    """Send what these modules remind of, to people who got no reminder today, and return how many got one."""
    today = timezone.localdate()
    caches["limits"].delete_many(f"reminders:{today}:{user.pk}" for user in get_user_model().objects.all())
    return digest.send([source.reminders for source in sources])


def body(message) -> str:
    return " ".join(message.body.split())
