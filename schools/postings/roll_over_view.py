"""Start a new school year: choose the year, then confirm which postings move to the archive."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from . import rights
from .forms import RollOverForm
from .models import Posting
from .roll_over import archive, moves
from .tracker import OfTracker


class RollOverView(OfTracker, TemplateView):
    """`GET ?year=` previews the postings to archive; `POST` archives the selected ones."""

    template_name = "postings/roll_over.html"
    page_title = _("New school year")

    def check(self, user):
        if not rights.may_keep(user, None):
            raise PermissionDenied

    def moves(self, form):
        return moves(form.cleaned_data["year"], Posting.objects.all()) if form.is_valid() else []

    def get_context_data(self, **kwargs):
        is_asked = "year" in self.request.GET
        form = RollOverForm(self.request.GET if is_asked else None)
        candidates = self.moves(form) if is_asked else []
        suggested = sum(move.is_suggested for move in candidates)
        return super().get_context_data(
            form=form, is_asked=is_asked and form.is_valid(), moves=candidates, suggested=suggested, **kwargs
        )

    def post(self, request, *args, **kwargs):
        form = RollOverForm(request.POST)
        ticked = set(request.POST.getlist("posting"))
        selected = [move.posting for move in self.moves(form) if str(move.posting.pk) in ticked]
        year = form.cleaned_data["year"] if form.is_valid() else ""
        count = archive(selected, request.user, f"{year}")
        text = ngettext("%(count)s posting moved to the archive.", "%(count)s postings moved to the archive.", count)
        messages.success(request, text % {"count": count})
        return redirect(reverse("postings"))
