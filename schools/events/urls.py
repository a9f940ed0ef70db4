"""Addresses of calendar files below each list of events."""

from django.urls import path

from . import views
from .calendar_file import ALL, ONE

urlpatterns = [
    path(f"<slug:listing>/{ALL}", views.all_events, name="all_events"),
    path("<slug:listing>/<slug:school>.ics", views.events_of_school, name="events_of_school"),
    path(f"<slug:listing>/<slug:slug>/{ONE}", views.one_event, name="one_event"),
]
