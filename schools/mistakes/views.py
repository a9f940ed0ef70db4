"""The form and its thank-you page. They never act for a signed-in user, so they need no CSRF cookie."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page
from wagtail.views import serve

from pages.routing.languages import languages_of
from pages.routing.words import translated_path
from schools.register import page_types
from toolkit.form_guard import Guard, Text, VisitorForm

from . import FORM, THANKS, reported
from .models import LONGEST_TEXT, MistakeReport


def _sent_since(moment) -> int:
    return MistakeReport.objects.filter(created__gt=moment).count()


guard = Guard("schools.mistakes", _sent_since, most_of_one=5, busy=60, most_of_network=20)


class ReportForm(VisitorForm):
    """A report about the profile of a school."""

    guard = guard

    text = Text(
        label=gettext_lazy("What is wrong, and what is correct?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("In any language. Please leave out names and anything private about scholars."),
        error_messages={
            "required": gettext_lazy("Enter what is wrong."),
            "max_length": gettext_lazy("This has %(show_value)s characters. Please shorten it to %(limit_value)s."),
        },
    )
    email = forms.EmailField(
        label=gettext_lazy("Your email, if you want an answer (optional)"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": gettext_lazy(
                "This is not a valid email address. Use a format like name@example.org, or leave it empty."
            )
        },
    )


@csrf_exempt  # never acts for a signed-in user, and the token would need a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, listing, slug):
    """Show the form for the profile `slug` below the list `listing`, or take a report."""
    page = _profile(listing, slug)
    if page is None:
        return serve(request, f"{listing}/{slug}/{FORM}")  # another page can have this address
    if request.method != "POST":
        return _render_form(request, page, ReportForm(about=page.school.slug))
    form = ReportForm(request.POST, about=page.school.slug)
    if not form.is_valid():
        return _render_form(request, page, form.with_new_stamp(), 422)
    with transaction.atomic():
        if not form.is_trapped and not form.is_repeat:
            if not guard.may_send(request):
                form.add_error(
                    None, _("We received too many reports in a short time. Please try again in an hour, or call.")
                )
                return _render_form(request, page, form.with_new_stamp(), 429)
            new_report = MistakeReport.objects.create(school=page.school, language=get_language(), **form.answers)
            reported.send_robust(MistakeReport, report=new_report)
    return redirect(f"{page.get_url(request)}{THANKS}")


@require_safe
def thanks(request, listing, slug):
    page = _profile(listing, slug)
    if page is None:
        return serve(request, f"{listing}/{slug}/{THANKS}")
    return TemplateResponse(request, "schools/mistakes/report_thanks.html", _context(request, page, THANKS))


def _profile(listing, slug) -> Page | None:
    """Return the public profile at this address in the language of the request."""
    return page_types.profiles().at(listing, slug, get_language()).first()


def _context(request, page, path) -> dict:
    languages = languages_of(request, page, path)
    return {"page": page, "school": page.school, "below": _("Report a mistake"), "languages": languages}


def _render_form(request, page, form, status=200):
    context = {**_context(request, page, FORM), "form": form, "days": settings.MISTAKE_REPORT_DAYS}
    return TemplateResponse(request, "schools/mistakes/report.html", context, status=status)


urlpatterns = [
    *translated_path(format_lazy("<slug:listing>/<slug:slug>/{}", FORM), report, "report_mistake"),
    *translated_path(format_lazy("<slug:listing>/<slug:slug>/{}", THANKS), thanks, "report_thanks"),
]
