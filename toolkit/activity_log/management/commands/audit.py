from datetime import time, timedelta

from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone

from toolkit.activity_log.models import AuditEntry, Channel
from toolkit.dates import moment


class Command(BaseCommand):
    help = "Show who did what, oldest first."

    def add_arguments(self, parser):
        parser.add_argument("--since", help="a date (2026-11-03) or time (2026-11-03T09:30); default: 7 days ago")
        parser.add_argument("--until", help="a date or time, as for --since; a date includes the whole day")
        parser.add_argument("--actor", help="part of the person's name")
        parser.add_argument("--action", help="start of the action's name: signin, register, wagtail.publish")
        parser.add_argument("--object", help="part of the object's title, or its type and key: schools.school 12")
        parser.add_argument("--channel", choices=Channel.values)

    def handle(self, **options):
        for entry in self.chosen(**options).iterator():
            where = f"{entry.channel} {entry.network}".strip()
            self.stdout.write(f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}  {where:8}  {entry.sentence}")
            for change in entry.changes:
                self.stdout.write(f"{'':31}{change}")

    def chosen(self, *, since, until, actor, action, object, channel, **options):
        filters = {
            "at__gte": moment(since, time.min) if since else timezone.now() - timedelta(days=7),
            "at__lte": until and moment(until, time.max),
            "actor_name__icontains": actor,
            "action__startswith": action,
            "channel": channel,
        }
        entries = AuditEntry.objects.filter(**{name: value for name, value in filters.items() if value}).order_by("pk")
        if object:
            label, _space, key = object.partition(" ")
            entries = entries.filter(Q(object_title__icontains=object) | Q(object_label=label, object_key=key))
        return entries
