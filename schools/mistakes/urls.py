"""Addresses of the form, below each profile."""

from django.utils.text import format_lazy

from pages.routing.words import translated_path

from . import FORM, THANKS, views

urlpatterns = [
    *translated_path(format_lazy("<slug:listing>/<slug:slug>/{}", FORM), views.report, "report_mistake"),
    *translated_path(format_lazy("<slug:listing>/<slug:slug>/{}", THANKS), views.thanks, "report_thanks"),
]
