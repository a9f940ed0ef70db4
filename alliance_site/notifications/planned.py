"""Emails to the office about planned changes that could not be made on their day."""

from collections.abc import Iterable

from django.urls import reverse

from alliance_site.notifications.recipients import office
from schools.lifecycle.models import PlannedChange
from toolkit.mail import absolute, notify


def notify_office(held: Iterable[PlannedChange]) -> None:
    for planned in held:
        address = absolute(reverse("school_change_planned", args=[planned.pk]))
        notify(office(), "planned", {"planned": planned, "school": planned.school, "address": address})
