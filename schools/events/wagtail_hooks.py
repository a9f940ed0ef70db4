"""“Again next year”: a copy of an event that is over, with days that are still to come."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from schools.events.models import EventPage


@hooks.register("register_page_header_buttons")
def again_next_year(page, user, next_url=None, **view):
    """Offer Wagtail's copy of a past event under the name of what it is for."""
    event = page.specific
    if isinstance(event, EventPage) and event.is_over and page.permissions_for_user(user).can_copy():
        yield Button(
            _("Again next year"), reverse("wagtailadmin_pages:copy", args=[page.pk]), icon_name="copy", priority=5
        )


@hooks.register("after_copy_page")
def move_copy(request, page, copied):
    event = copied.specific
    if isinstance(event, EventPage) and event.is_over and not event.alias_of_id:
        while (event.until or event.last_day or event.first_day) < timezone.localdate():
            event.move_to_next_year()
        event.save_revision(user=request.user)
        event.save()
