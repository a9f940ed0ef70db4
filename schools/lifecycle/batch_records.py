"""Saving records in a guided change, with their state before and after."""

from schools.exchange.models import ImportBatch, ImportedRecord
from schools.register.records import Records
from schools.register.snapshot import snapshot


class BatchRecords(Records):
    """Also stores an `ImportedRecord` for each record, in the guided change `batch`."""

    def __init__(self, *, batch: ImportBatch, **options):
        super().__init__(**options)
        self.batch = batch

    def state(self, record) -> dict:
        return snapshot(record)

    def keep(self, record, before: dict | None, revision) -> None:
        ImportedRecord.objects.create(
            batch=self.batch,
            model=record._meta.label_lower,
            key=record.pk,
            name=str(record)[:200],
            before=before,
            after=snapshot(record),
            revision=revision,
        )
