"""Notices in the editor: the list of all schools for the office, and the form. Each view checks `rights`."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from schools.desk import access
from schools.desk.models import SchoolNotice
from schools.register.models import School
from schools.register.page_headers import page_header

from . import rights
from .forms import NoticeForm


@require_safe
def notices(request):
    """List current and future notices of all open schools, for people who can change all of them."""
    if not rights.keeps_all(request.user):
        raise PermissionDenied
    current_notices = SchoolNotice.objects.not_over(timezone.localdate()).select_related("saved_by")
    open_schools = School.objects.open_today().prefetch_related(
        Prefetch("notices", current_notices, to_attr="notices_now")
    )
    schools = sorted(open_schools, key=lambda school: school.short_name)
    context = {
        "telling": [school for school in schools if school.notices_now],
        "silent": [school for school in schools if not school.notices_now],
        **page_header(_("School notices"), "comment"),
    }
    return render(request, "schools/desk/notices/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def write(request, slug, pk=None):
    """Write a new notice or change one that is not over: preview, then publish."""
    school = rights.school_of(request.user, slug, lock=request.method == "POST")
    notice = SchoolNotice(school=school)
    if pk is not None:
        notice = get_object_or_404(school.notices.not_over(timezone.localdate()), pk=pk)
    form = NoticeForm(request.POST or None, instance=notice)
    is_valid = form.is_bound and form.is_valid()
    if is_valid and "publish" in request.POST and form.agreed == form.current:
        notice.saved_by, notice.saved_at = request.user, timezone.now()
        form.save()
        message = (
            _("Published. Families see it within seconds.")
            if notice.is_shown
            else _("Saved. It appears on its first day.")
        )
        messages.success(request, message)
        return redirect(_next_url(request.user, school))
    if is_valid:
        if "publish" in request.POST:
            messages.warning(request, _("You have edited it since the preview. Check it again, then publish."))
        form.show(form.current)
    title = _("New notice") if pk is None else _("Edit notice")
    context = {
        "school": school,
        "form": form,
        "previews": _previews(school, form.instance) if is_valid else [],
        "back": _next_url(request.user, school),
        **page_header(title, "comment", (_next_url(request.user, school), school.short_name)),
    }
    return render(
        request, "schools/desk/notices/form.html", context, status=422 if form.is_bound and not is_valid else 200
    )


def _previews(school, notice) -> list[tuple[str, str]]:
    """Return, for each language, its name and a page with the notice in the public template and stylesheet."""
    return [(label, _preview(school, notice, language)) for language, label in settings.LANGUAGES]


def _preview(school, notice, language: str) -> str:
    with translation.override(language):
        context = {"school": school, "notices": [notice]}
        return str(render_to_string("schools/desk/notices/preview.html", context))


@require_POST
@transaction.atomic
def end(request, slug, pk):
    """End the notice before its last day. Its record stays."""
    school = rights.school_of(request.user, slug, lock=True)
    notice = get_object_or_404(school.notices, pk=pk)
    if notice.ended_at is None:
        notice.ended_at = notice.saved_at = timezone.now()
        notice.saved_by = request.user
        notice.save()
    messages.success(request, _("Ended. It disappears from the site within seconds."))
    return redirect(_next_url(request.user, school))


def _next_url(user, school) -> str:
    """Return the address of the desk, or of the list of notices for people who cannot open the desk."""
    if access.schools_of(user).filter(pk=school.pk).exists():
        return reverse("school_desk", args=[school.slug]) + "#notices-section"
    return reverse("school_notices")
