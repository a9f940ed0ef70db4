"""Notices in the editor: the list of all schools for the office, and the form. Each view checks `access`."""

from collections.abc import Iterator
from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages

from pages.announcements.models import NoticeFormMixin
from pages.editor.forms import SentencesInput
from schools.changes import agreement
from schools.changes.agreement import AgreedForm
from schools.register.models import School
from toolkit.dates import day
from toolkit.reports import EditorPage

from . import access
from .models import SchoolNotice
from .pages import DeskFormView

FIRST = timedelta(days=7)  # suggested time between the first and the last day


class NoticeForm(NoticeFormMixin, AgreedForm, forms.ModelForm):
    """Form of a notice. The digest is of the version that the writer last saw in the preview."""

    class Meta:
        model = SchoolNotice
        fields = ["text", "english_only", "link", "first_day", "last_day"]
        widgets = {"text": SentencesInput, "first_day": day(), "last_day": day()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            today = timezone.localdate()
            self.initial |= {"first_day": today, "last_day": today + FIRST}

    def clean(self):
        super().clean()
        self.check_languages()
        for name in ("first_day", "last_day"):
            chosen = self.cleaned_data.get(name)
            has_begun = name == "first_day" and chosen == self.initial.get(name)
            if chosen and chosen < timezone.localdate() and not has_begun:
                self.add_error(name, _("This day has passed. Choose today or a later day."))
        return self.cleaned_data

    @property
    def current(self) -> str:
        """The digest of the checked values that would be public."""
        return agreement.digest([self.cleaned_data[name] for name in self.Meta.fields], default=str)


class NoticesView(EditorPage, TemplateView):
    """Current and future notices of all open schools, for people who can change all of them."""

    page_title = gettext_lazy("School notices")
    header_icon = "comment"
    template_name = "schools/desk/notices/list.html"

    def get_context_data(self, **kwargs):
        if not access.keeps_notices(self.request.user):
            raise PermissionDenied
        current_notices = SchoolNotice.objects.not_over(timezone.localdate()).select_related("saved_by")
        open_schools = School.objects.open_today().prefetch_related(
            Prefetch("notices", current_notices, to_attr="notices_now")
        )
        schools = sorted(open_schools, key=lambda school: school.short_name)
        return super().get_context_data(
            **kwargs,
            telling=[school for school in schools if school.notices_now],
            silent=[school for school in schools if not school.notices_now],
        )


class NoticeView(DeskFormView):
    """Writes a new notice or changes one that is not over: preview, then publish."""

    page_title = gettext_lazy("Edit notice")
    header_icon = "comment"
    template_name = "schools/desk/notices/form.html"
    form_class = NoticeForm
    keeps_all = staticmethod(access.keeps_notices)

    @property
    def parents(self):
        return [(_next_url(self.request.user, self.school), self.school.short_name)]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.notice}

    @cached_property
    def notice(self) -> SchoolNotice:
        if "pk" not in self.kwargs:
            return SchoolNotice(school=self.school)
        return get_object_or_404(self.school.notices.not_over(timezone.localdate()), pk=self.kwargs["pk"])

    def form_valid(self, form):
        if "publish" in self.request.POST:
            if form.agreed == form.current:
                return self.publish(form)
            messages.warning(self.request, _("You have edited it since the preview. Check it again, then publish."))
        form.show(form.current)
        return self.render_to_response(self.get_context_data(form=form, previews=list(self.previews(form.instance))))

    def previews(self, notice) -> Iterator[tuple[str, str]]:
        """Yield, for each language, its name and a page with the notice in the public template and stylesheet."""
        for language, label in settings.LANGUAGES:
            with translation.override(language):
                context = {"school": self.school, "notices": [notice]}
                yield label, render_to_string("schools/desk/notices/preview.html", context)

    def publish(self, form):
        self.notice.saved_by, self.notice.saved_at = self.request.user, timezone.now()
        form.save()
        is_shown = self.notice.is_shown
        messages.success(
            self.request,
            _("Published. Families see it within seconds.") if is_shown else _("Saved. It appears on its first day."),
        )
        return redirect(_next_url(self.request.user, self.school))

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, back=_next_url(self.request.user, self.school))


@require_POST
@transaction.atomic
def end(request, slug, pk):
    """End the notice before its last day. Its record stays."""
    school = access.desk_school(request.user, slug, lock=True, keeps_all=access.keeps_notices)
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
