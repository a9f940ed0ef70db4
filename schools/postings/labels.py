"""How addresses, forms, and pages name the school, or the network (None), that something is posted for."""

from django.utils.translation import gettext as _

from schools.register.models import School

NETWORK = "network"


def slug_of(school: School | None) -> str:
    return school.slug if school else NETWORK


def name_of(school: School | None) -> str:
    return school.short_name if school else _("The network")
