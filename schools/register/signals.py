"""Signals that the register sends to other packages."""

from django.dispatch import Signal

records_changed = Signal()  # sent with the queryset `schools`, so that profiles and search indexes can follow
