"""Reports > Coming up: a month as a calendar, then everything ahead as a list."""

import calendar
import re
from collections import defaultdict
from datetime import date

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from .coming import FAR, changes

WEEK = calendar.Calendar(calendar.SUNDAY)
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class ComingView(WagtailAdminTemplateMixin, TemplateView):
    """`?month=2027-01` shows another month, up to a year ahead."""

    template_name = "wagtailadmin/reports/coming.html"
    page_title = _("Coming up")
    header_icon = "date"
    index_url_name = "coming"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        now, today = timezone.now(), timezone.localdate()
        months = _months(today, (now + FAR).date())
        asked = MONTH.fullmatch(self.request.GET.get("month", ""))
        month = date(int(asked[1]), int(asked[2]), 1) if asked else months[0]
        position = months.index(month) if month in months else 0
        found, by_day = changes(self.request.user, now, now + FAR), defaultdict(list)
        for change in found:
            by_day[change.day].append(change)
        weeks = WEEK.monthdatescalendar(months[position].year, months[position].month)
        return super().get_context_data(**kwargs) | {
            "month": months[position],
            "before": months[position - 1] if position else None,
            "after": months[position + 1] if position + 1 < len(months) else None,
            "today": today,
            "weekdays": [WEEKDAYS[day] for day in WEEK.iterweekdays()],
            "weeks": [[(day, by_day[day]) for day in week] for week in weeks],
            "changes": found,
        }


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]
