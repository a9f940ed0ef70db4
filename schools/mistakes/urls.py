"""Addresses of the form, below each profile."""

from django.urls import path

from . import NAME, views

urlpatterns = [
    path(f"<slug:listing>/<slug:slug>/{NAME}/", views.report, name="report_mistake"),
    path(f"<slug:listing>/<slug:slug>/{NAME}/thanks/", views.thanks, name="report_thanks"),
]
