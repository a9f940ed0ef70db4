"""Renames and moves that are planned for a later day."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.changes.models import ChangeSet
from schools.register.models import School
from schools.register.models.recorded import user_key

RENAME = "rename"  # the name of the kind
TOGETHER = "together"  # a move of all open schools on the campus


class PlannedChangeQuerySet(models.QuerySet):
    def waiting(self):
        """Return those that are neither done nor canceled."""
        return self.filter(ended_at__isnull=True)

    def to_look_at(self):
        """Return those that a person must review: they failed, or the account that planned them is gone or closed."""
        return self.waiting().filter(~Q(error="") | Q(by__isnull=True) | Q(by__is_active=False))

    def concerning(self, school, campus):
        """Return those of a school on a campus, and of schools that it moves with. Both are keys, or `OuterRef`s."""
        return self.filter(Q(school=school) | Q(data__along=TOGETHER, school__campus=campus))

    def for_families(self, school, campus):
        """Return what the profile of a school on a campus says about later days, from the next day on."""
        told = self.waiting().concerning(school, campus).filter(is_told=True, day__gt=timezone.localdate())
        told = told.exclude(kind=RENAME, target=F("school__name"))  # only the web address changes
        return told.exclude(school__closed__lt=F("day"))  # it will not be made


class PlannedChange(models.Model):
    """A rename or a move that the worker makes on `day`, at the start of the day.

    `data` are the entries of its form, `agreed` is the `Impact` that its preview showed, in `language`. `target` is the
    new name or address. `error` says why it could not be made on its day. It ends when it is done, which sets
    `change_set`, or canceled.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="planned_changes")
    kind = models.CharField(max_length=10)  # a name in `kinds`
    day = models.DateField(gettext_lazy("first day"))
    target = models.CharField(gettext_lazy("new name or address"), max_length=300)
    is_told = models.BooleanField(gettext_lazy("families see it on the profile"))
    data = models.JSONField()
    agreed = models.JSONField()
    language = models.CharField(max_length=10)
    reason = models.CharField(gettext_lazy("reason"), max_length=200)
    by = user_key()
    planned_at = models.DateTimeField(gettext_lazy("planned"), default=timezone.now)
    error = models.TextField(gettext_lazy("why it needs another look"), blank=True)
    ended_at = models.DateTimeField(gettext_lazy("ended"), null=True)
    ended_by = user_key()
    why_canceled = models.CharField(gettext_lazy("reason for canceling"), max_length=200, blank=True)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, null=True, related_name="+")

    objects = PlannedChangeQuerySet.as_manager()
    HOLDS = Q(ended_at__isnull=True)  # only then it prevents undoing the import or opening of its school

    class Meta:
        verbose_name = gettext_lazy("planned change")
        verbose_name_plural = gettext_lazy("planned changes")
        ordering = ["day", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind"], condition=Q(ended_at__isnull=True), name="schools_one_planned_of_a_kind"
            )
        ]

    def __str__(self):
        words = {"day": date_format(self.day), "target": self.target}
        return _("From %(day)s: %(target)s") % words

    @property
    def version(self) -> str:
        """What a form says that it has shown. It differs once someone changes the plan."""
        return self.planned_at.isoformat()

    @property
    def is_waiting(self) -> bool:
        return self.ended_at is None

    @property
    def problem(self) -> str:
        """Why someone must decide about it; empty if nobody must."""
        if self.error or not self.is_waiting or (self.by and self.by.is_active):
            return self.error
        return _("The account that planned it no longer exists or was closed. Plan it again, or cancel it.")
