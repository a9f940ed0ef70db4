"""How long reports are kept: what visitors write may be personal."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .models import MistakeReport

AT_MOST = timedelta(days=365)  # also what nobody dealt with


def delete_old() -> int:
    """Deletes reports dealt with more than `MISTAKE_REPORT_DAYS` ago and all that are older than a year; how many."""
    now = timezone.now()
    dealt_with = Q(handled=True, handled_at__lt=now - timedelta(days=settings.MISTAKE_REPORT_DAYS))
    _all, by_model = MistakeReport.objects.filter(dealt_with | Q(created__lt=now - AT_MOST)).delete()
    return by_model.get("schools.MistakeReport", 0)
