import csv
import json
from datetime import datetime, time, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from toolkit.activity_log.models import COLUMNS, AuditEntry, Channel
from toolkit.csv_cells import defuse


class Command(BaseCommand):
    help = "Show who did what, oldest first."

    def add_arguments(self, parser):
        parser.add_argument("--since", help="a date (2026-11-03) or time (2026-11-03T09:30); default: 7 days ago")
        parser.add_argument("--until", help="a date or time, as for --since; a date includes the whole day")
        parser.add_argument("--actor", help="part of the person's name")
        parser.add_argument("--action", help="start of the action's name: signin, register, wagtail.publish")
        parser.add_argument("--object", help="part of the object's title, or its type and key: schools.school 12")
        parser.add_argument("--channel", choices=Channel.values)
        parser.add_argument("--format", choices=["text", "json", "csv"], default="text")

    def handle(self, **options):
        entries = self.chosen(**options)
        getattr(self, f"write_{options['format']}")(entries)

    def chosen(self, *, since, until, actor, action, object, channel, **options):
        entries = AuditEntry.objects.order_by("pk")
        start = self.moment(since, time.min) if since else timezone.now() - timedelta(days=7)
        entries = entries.filter(at__gte=start)
        if until:
            entries = entries.filter(at__lte=self.moment(until, time.max))
        if actor:
            entries = entries.filter(actor_name__icontains=actor)
        if action:
            entries = entries.filter(action__startswith=action)
        if object:
            label, _space, key = object.partition(" ")
            entries = entries.filter(Q(object_title__icontains=object) | Q(object_label=label, object_key=key))
        if channel:
            entries = entries.filter(channel=channel)
        return entries

    def moment(self, text, default_time) -> datetime:
        try:
            if day := parse_date(text):
                return timezone.make_aware(datetime.combine(day, default_time))
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if not moment:
            raise CommandError(f"“{text}” is not a valid date or time. Use 2026-11-03 or 2026-11-03T09:30.")
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    def write_text(self, entries):
        for entry in entries.iterator():
            where = f"{entry.channel} {entry.network}".strip()
            self.stdout.write(f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}  {where:8}  {entry.sentence}")
            for change in entry.changes:
                self.stdout.write(f"{'':31}{change}")

    def write_json(self, entries):
        """Write one JSON object per line."""
        for entry in entries.iterator():
            row = self.row(entry) | {"at": entry.at.isoformat(), "detail": entry.detail}
            self.stdout.write(json.dumps(row, ensure_ascii=False))

    def write_csv(self, entries):
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for entry in entries.iterator():
            row = self.row(entry) | {"at": entry.at.isoformat(), "changes": "\n".join(entry.changes)}
            writer.writerow([defuse(value) for value in row.values()])

    def row(self, entry) -> dict:
        return {name: getattr(entry, name) for name in COLUMNS}
