"""Schools with state results."""

from schools.models import Result, School, SchoolStateRecord, StateRecord
from tests.factories import SchoolFactory

YEAR = "2030-31"


def counted(value, count, measure="graduation_rate", year=YEAR, of_ours=True) -> School:
    """A school with a state result of `value` percent."""
    school = SchoolFactory()
    code = f"{StateRecord.objects.count():014}"
    record = StateRecord.objects.create(cds_code=code, name=school.name)
    if of_ours:
        SchoolStateRecord.objects.create(school=school, record=record)
    Result.objects.create(record=record, measure=measure, year=year, value=value, count=count, source="Example")
    return school
