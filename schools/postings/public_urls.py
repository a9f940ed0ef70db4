"""URLs of the public pages: below each profile, and for the network."""

from django.urls import path

from . import NAME, public_views

urlpatterns = [
    path(f"{NAME}/", public_views.of_network, name="network_documents"),
    path(f"<slug:listing>/<slug:slug>/{NAME}/", public_views.of_school, name="school_documents"),
]
