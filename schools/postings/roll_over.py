"""Start a new school year: preview the due postings of earlier years, then move the selected ones to the archive."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from schools.register.school_year import school_year, shown_year

from . import rights
from .models import Posting, archive
from .status import SOON
from .tracker import OfTracker


@dataclass(frozen=True)
class Move:
    """A posting that can be archived. `is_suggested`: it is due, or a newer one replaces it (`has_newer`)."""

    posting: Posting
    has_newer: bool
    is_suggested: bool


def moves(year: str, postings: QuerySet[Posting]) -> list[Move]:
    """Return the current ones of `postings` from school years before `year`, by requirement and school."""
    today = timezone.localdate()
    queryset = (
        postings.current().filter(not_applicable=False).select_related("requirement", "school", "document", "page")
    )
    by_cell = defaultdict(list)
    for posting in queryset.order_by("requirement__order", "requirement__code", "school__name", "-posted_at", "-pk"):
        by_cell[posting.requirement_id, posting.school_id].append(posting)
    result = []
    for cell_postings in by_cell.values():
        for posting in cell_postings:
            if posting.school_year and posting.school_year < year:
                later = (other for other in cell_postings if other.school_year > posting.school_year)
                newer = {language for other in later for language in other.languages}
                has_newer = bool(posting.languages) and set(posting.languages) <= newer
                result.append(Move(posting, has_newer, has_newer or posting.next_due <= today + SOON))
    return result


class RollOverView(OfTracker, TemplateView):
    """`GET` previews the postings of earlier years, `POST` archives the selected ones. In June, the new year counts."""

    template_name = "postings/roll_over.html"
    page_title = _("New school year")

    def check(self, user):
        if not rights.may_keep(user, None):
            raise PermissionDenied

    @cached_property
    def year(self) -> str:
        return school_year(timezone.localdate() + SOON)

    def get_context_data(self, **kwargs):
        candidates = moves(self.year, Posting.objects.all())
        suggested = sum(move.is_suggested for move in candidates)
        return super().get_context_data(year=shown_year(self.year), moves=candidates, suggested=suggested, **kwargs)

    def post(self, request, *args, **kwargs):
        ticked = set(request.POST.getlist("posting"))
        candidates = [move.posting for move in moves(self.year, Posting.objects.all())]
        count = archive([one for one in candidates if str(one.pk) in ticked], request.user, self.year)
        text = ngettext("%(count)s posting moved to the archive.", "%(count)s postings moved to the archive.", count)
        messages.success(request, text % {"count": count})
        return redirect(reverse("postings"))
