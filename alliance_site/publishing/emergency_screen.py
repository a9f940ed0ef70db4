"""The editor's screen for an emergency: what is up, with its end and its text messages, and a new one.

The reader chooses a school and a template. The school's name goes into both languages, so what is left is to read
the text once and to publish it.
"""

import re

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.forms import modelform_factory
from django.urls import path, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages

from alliance_site.publishing import emergency
from pages.announcements.models import MAX_SHOWN, AnnouncementForm, Kind
from pages.editor.forms import SentencesInput
from pages.models import Announcement
from schools.models import School
from toolkit.reports import EditorPage

SCHOOL = re.compile(r"\[(?:school|escuela)\]")  # what templates leave open for its name
PERMISSION = "pages.publish_announcement"


class StartForm(forms.Form):
    """What a new text begins with."""

    school = forms.ModelChoiceField(
        None,
        label=_("School"),
        required=False,
        to_field_name="slug",
        empty_label=_("Choose a school, if it is about one"),
        help_text=_("Its name goes into the text in every language."),
    )
    ready = forms.ModelChoiceField(Announcement.objects.ready(), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = School.objects.open_today().order_by("name")

    def announcement(self) -> Announcement:
        """Return a new announcement: the chosen template, with the name of the chosen school."""
        self.full_clean()
        school, ready = (self.cleaned_data.get(name) for name in ("school", "ready"))
        new = ready.start() if ready else Announcement(kind=Kind.EMERGENCY)
        if school:
            new.text = {code: SCHOOL.sub(lambda _blank: school.short_name, text) for code, text in new.text.items()}
        return new


class EmergencyView(PermissionRequiredMixin, EditorPage, FormView):
    permission_required = PERMISSION
    page_title = _("Emergency")
    header_icon = "warning"
    template_name = "wagtailadmin/emergency.html"
    success_url = reverse_lazy("emergency")
    form_class = modelform_factory(
        Announcement, AnnouncementForm, fields=["text", "english_only"], widgets={"text": SentencesInput}
    )

    @cached_property
    def start(self) -> StartForm:
        return StartForm(self.request.GET)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.start.announcement(), "for_user": self.request.user}

    def form_valid(self, form):
        new = form.save(commit=False)
        if not emergency.put_up(new, self.request.user):
            messages.warning(self.request, _("This announcement is already live."))
        elif new in Announcement.objects.shown()[:MAX_SHOWN]:
            messages.success(self.request, _("The announcement is live. It reaches every page within seconds."))
        else:
            said = _("The announcement waits: pages show %(count)s at a time, emergencies first. End one to show it.")
            messages.warning(self.request, said % {"count": MAX_SHOWN})
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "up": Announcement.objects.shown()[:MAX_SHOWN],
            "ready_texts": Announcement.objects.ready(),
            "start": self.start,
        }


def urls():
    return [path("emergency/", EmergencyView.as_view(), name="emergency")]
