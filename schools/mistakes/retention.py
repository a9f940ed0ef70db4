"""Deletion of old reports, because visitors may write personal data in them."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .models import MistakeReport

AT_MOST = timedelta(days=365)  # even if no one has handled them


def delete_old() -> int:
    """Delete reports handled more than `MISTAKE_REPORT_DAYS` ago, and all older than a year. Return how many."""
    now = timezone.now()
    dealt_with = Q(handled=True, handled_at__lt=now - timedelta(days=settings.MISTAKE_REPORT_DAYS))
    _all, by_model = MistakeReport.objects.filter(dealt_with | Q(created__lt=now - AT_MOST)).delete()
    return by_model.get("schools.MistakeReport", 0)
