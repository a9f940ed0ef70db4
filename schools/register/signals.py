"""What the register tells the rooms above it."""

from django.dispatch import Signal

records_changed = Signal()  # sent with the queryset `schools`: searches find them by what the register says now
