"""URLs of the public pages, below each profile and for the network."""

from django.utils.text import format_lazy

from pages.routing.words import translated_path

from . import LIST, public_views

urlpatterns = [
    *translated_path(LIST, public_views.of_network, "network_documents"),
    *translated_path(format_lazy("<slug:listing>/<slug:slug>/{}", LIST), public_views.of_school, "school_documents"),
]
