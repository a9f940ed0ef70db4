"""URLs of the public pages, below each profile and for the network, and of the calendars of due dates."""

from django.urls import path
from django.utils.text import format_lazy

from pages.address_words import translated_path

from . import LIST, public_views
from .due_calendar import due_calendar

urlpatterns = [
    path("due-dates/<str:token>.ics", due_calendar, name="due_calendar"),
    *translated_path(LIST, public_views.of_network, "network_documents"),
    *translated_path(format_lazy("<slug:listing>/<slug:slug>/{}", LIST), public_views.of_school, "school_documents"),
]
