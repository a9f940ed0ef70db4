"""Headers of the editor pages below a school desk."""

from django.urls import reverse
from django.utils.translation import gettext as _

from schools.register.page_headers import page_header


def desk_page_header(school, title: str, icon: str) -> dict:
    """Return the header context of a page below the desk of `school`."""
    parents = [
        (reverse("school_desks"), _("School desks")),
        (reverse("school_desk", args=[school.slug]), school.short_name),
    ]
    return page_header(title, icon, *parents)
