from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from pages.models.page_form import PageForm
from schools.events.dates import LONGEST_REPEATED, LONGEST_SERIES, start_days

YEARS = range(2000, 2101)


class DaysField(SimpleArrayField):
    """Dates, one on each line. Returns each once, in order."""

    default_error_messages = {"item_invalid": _("Line %(nth)s:")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, delimiter="\n", **kwargs)

    def to_python(self, value):
        """Skip empty lines, which browsers end with two characters."""
        if isinstance(value, str):
            value = "\n".join(line for line in value.splitlines() if line.strip())
        return sorted(set(super().to_python(value)))


class EventForm(PageForm):
    """The form of events. Drafts may be incomplete; what is published says when and where."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain = self.fields["except_on"]
        texts = {"label": plain.label, "help_text": plain.help_text, "widget": plain.widget}
        self.fields["except_on"] = DaysField(forms.DateField(), required=False, **texts)

    def clean(self):
        super().clean()
        values = self.cleaned_data
        if not values.get("repeats"):
            values |= {"until": None, "except_on": []}
        if values.get("first_day"):
            self._check_days(values)
            self._check_times(values)
            if values.get("repeats"):
                self._check_series(values)
        if not self.is_deferred_validation:
            self._check_place(values)
        return values

    def _check_days(self, values):
        first, last = values["first_day"], values.get("last_day")
        if first.year not in YEARS:
            self.add_error("first_day", _("Check the year."))
        elif last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        elif last and last - first > timedelta(days=366):
            self.add_error("last_day", _("An event lasts up to a year. Check the dates."))

    def _check_times(self, values):
        starts, ends, last = values.get("starts"), values.get("ends"), values.get("last_day")
        if ends and not starts:
            self.add_error("starts", _("Enter when it starts. For an all-day event, leave both times empty."))
        elif starts and ends and ends <= starts and last in (None, values["first_day"]):
            message = _("It ends before it starts. If it ends after midnight, enter that day as the last day.")
            self.add_error("ends", message)

    def _check_series(self, values):
        first, last, until = values["first_day"], values.get("last_day"), values.get("until")
        if last and last - first > LONGEST_REPEATED:
            self.add_error("last_day", _("An event that repeats lasts less than a week."))
        if not until:
            if not self.is_deferred_validation and "until" not in self.errors:
                self.add_error("until", _("Enter the last day on which it repeats."))
        elif until < first:
            self.add_error("until", _("This is before the first day."))
        elif until - first > LONGEST_SERIES:
            self.add_error("until", _("An event repeats for up to two school years. Enter an earlier day."))
        elif not self.errors.keys() & {"first_day", "except_on"}:
            self._check_exceptions(values)

    def _check_exceptions(self, values):
        """Refuse exceptions on which the event would not take place: most likely a typo."""
        exceptions = values["except_on"]
        series = SimpleNamespace(**values | {"except_on": []})
        if wrong := sorted(set(exceptions) - {*start_days(series, values["until"])}):
            text = ", ".join(date_format(day, "DATE_FORMAT") for day in wrong)
            message = _("The event does not take place on %(days)s. Check these dates, or remove them.") % {
                "days": text
            }
            self.add_error("except_on", message)

    def _check_place(self, values):
        attendance, errors = values.get("attendance"), self.errors
        if attendance != "online" and not (values.get("place") or values.get("school")) and "school" not in errors:
            self.add_error("place", _("Enter where it takes place, or choose a school."))
        if attendance in ("online", "both") and not values.get("link") and "link" not in errors:
            self.add_error("link", _("Enter the address at which people join or sign up."))
