"""Load the register with a few queries, to compare it with files of thousands of rows."""

from collections import defaultdict
from functools import cached_property

from django.db.models import F

from schools.changes.verbs import address_key
from schools.register.models import Campus, NextSchool, Program, School, SchoolStateRecord, StateRecord
from schools.register.models.campus import Point, points_of_zips
from schools.register.models.program import of_default_language


class Register:
    """The current state of the register. Imports hold a lock, so it does not change under them.

    `links` are the state record links by school key, the current one first.
    """

    def __init__(self, schools=None):
        """`schools`: load only these, for an export. Their campuses must be prefetched. Default: all schools."""
        self.schools = list(School.objects.select_related("campus") if schools is None else schools)
        self.keys = None if schools is None else [school.pk for school in self.schools]
        self.links = self._by_school(
            SchoolStateRecord.objects.select_related("record").order_by(
                F("record__closed").desc(nulls_first=True), "record__cds_code"
            )
        )
        self._lists: dict[type, dict[int, list]] = {}
        offered = School.programs.through.objects.annotate(slug=F("program__slug")).order_by("slug")
        self._offered = self._by_school(offered)

    def _by_school(self, rows):
        by_school = defaultdict(list)
        for row in rows if self.keys is None else rows.filter(school__in=self.keys):
            by_school[row.school_id].append(row)
        return by_school

    def rows(self, model, school: School) -> list:
        """Return the rows that `school` has of `model`, in their order. One query for each model."""
        if model not in self._lists:
            self._lists[model] = self._by_school(model.objects.all())
        return self._lists[model][school.pk]

    @cached_property
    def slugs(self) -> dict[int, str]:
        """The short names of all schools, by key."""
        return dict(School.objects.values_list("pk", "slug"))

    @cached_property
    def by_uid(self) -> dict[str, School]:
        return {str(school.uid): school for school in self.schools}

    @cached_property
    def by_slug(self) -> dict[str, School]:
        return {school.slug: school for school in self.schools}

    @cached_property
    def records(self) -> dict[str, StateRecord]:
        return {record.cds_code: record for record in StateRecord.objects.all()}

    @cached_property
    def schools_of(self) -> dict[str, list[School]]:
        """Schools by the state code of their state records."""
        schools = defaultdict(list)
        for school in self.schools:
            for link in self.links[school.pk]:
                schools[link.record.cds_code].append(school)
        return schools

    @cached_property
    def campuses(self) -> dict[tuple[str, str], Campus]:
        return {address_key(campus.street, campus.zip): campus for campus in Campus.objects.all()}

    @cached_property
    def schools_at(self) -> dict[int, list[School]]:
        """Schools by the key of their campus."""
        schools = defaultdict(list)
        for school in self.schools:
            schools[school.campus_id].append(school)
        return schools

    @cached_property
    def program_names(self) -> dict[str, str]:
        return dict(Program.objects.filter(**of_default_language()).values_list("slug", "name"))

    def names_of(self, programs: list[str]) -> str:
        """Return the display names of programs with these short names."""
        return ", ".join(self.program_names.get(slug, slug) for slug in programs)

    @cached_property
    def zip_points(self) -> dict[str, Point]:
        """The center of each ZIP code area."""
        return points_of_zips()

    def point_of_zip(self, code: str) -> Point:
        return self.zip_points.get(code[:5], (None, None))

    def next_keys(self, school: School) -> list[int]:
        """Return the keys of the schools of the next level where its scholars can continue."""
        return [link.high_school_id for link in self.rows(NextSchool, school)]

    @cached_property
    def by_key(self) -> dict[int, School]:
        return {school.pk: school for school in self.schools}

    def school_names(self, keys: list[int]) -> str:
        return ", ".join(self.by_key[key].name for key in keys)

    def programs(self, school: School) -> list[str]:
        return [row.slug for row in self._offered[school.pk]]

    def codes(self, school: School) -> list[str]:
        return [link.record.cds_code for link in self.links[school.pk]]
