"""A school's own events: a short form, sent to Communications as a draft of the event's page in each language."""

from functools import partial

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.admin import messages
from wagtail.models import Locale

from pages.editor.forms import SentencesInput, TimeInput
from pages.texts import MAIN, Texts, TextsField, TextsFormField, other_languages
from pages.translation.following import share
from schools.desk import approvals
from schools.desk.pages import DeskFormView
from schools.events import words
from schools.events.forms import EventForm
from schools.events.models import EventIndexPage, EventPage
from toolkit.dates import day

PLAIN = ("first_day", "starts", "ends", "place")
FOLDED = ("last_day", "repeats", "until", "except_on", "attendance", "link")
TEXTS = {"what": "title", "about": "summary"}  # fields of the form and of the page


def texts(limit: int, **kwargs) -> TextsFormField:
    """Return a form field with a text of at most `limit` characters in each language."""
    is_short = partial(TextsField(max_length=limit, blank=True).validate, model_instance=None)
    return TextsFormField(max_length=limit, validators=[is_short], **kwargs)


class DeskEventForm(EventForm):
    """What an event of a school is in each language, when, and where."""

    what = texts(100, label=_("What"))
    about = texts(
        200,
        label=_("What families should know"),
        required=False,
        widget=SentencesInput,
        help_text=_("One or two sentences. A text that is missing in a language is translated by Communications."),
    )

    field_order = (*TEXTS, *PLAIN)

    class Meta:
        model = EventPage
        fields = (*PLAIN, *FOLDED)
        widgets = {
            **{name: day() for name in ("first_day", "last_day", "until")},
            **{name: TimeInput() for name in ("starts", "ends")},
            "except_on": forms.Textarea(attrs={"rows": 3}),
        }
        formsets = ()

    def clean(self):
        self.cleaned_data["school"] = self.instance.school
        super().clean()
        if words.is_month(slugify(self.cleaned_data.get("what", Texts()).get(MAIN, ""))):
            self.add_error("what", _("Name the event in words."))
        for name, field in TEXTS.items():
            setattr(self.instance, field, self.cleaned_data.get(name, Texts()).get(MAIN, ""))
        return self.cleaned_data


def coming(school, user) -> list[approvals.Approval]:
    """Return the events of `school` in the main language that are not over, with what was decided."""
    pages = EventPage.objects.filter(school=school, locale=Locale.get_default())
    return approvals.approvals(pages.select_related("locale").not_over().order_by("first_day", "pk"), user)


class EventView(DeskFormView):
    """Sends a new event of the school, or a change of one."""

    page_title = _("Event")
    header_icon = "date"
    template_name = "schools/desk/event.html"
    form_class = DeskEventForm

    @cached_property
    def event(self) -> EventPage:
        if "pk" not in self.kwargs:
            return EventPage(school=self.school, owner=self.request.user, live=False, locale=Locale.get_default())
        own = EventPage.objects.filter(school=self.school, locale=Locale.get_default(), locked=False)
        return get_object_or_404(own, pk=self.kwargs["pk"]).get_latest_revision_as_object()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.event, "for_user": self.request.user}

    def get_initial(self):
        if self.event.pk is None:
            return {}
        pages = [self.event, *(page.get_latest_revision_as_object() for page in self.event.get_translations())]
        texts = {page.locale.language_code: page for page in pages}
        return {
            name: Texts({code: getattr(page, field) for code, page in texts.items()}) for name, field in TEXTS.items()
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, folded=FOLDED, plain=(*TEXTS, *PLAIN))

    def form_valid(self, form):
        event = form.save(commit=False)
        if event.pk is None:
            get_object_or_404(EventIndexPage, locale=event.locale_id).add_child(instance=event)
        is_sent = [self._send(page) for page in (event, *self._translations(event, form.cleaned_data))]
        if all(is_sent):
            messages.success(self.request, _("Sent. Families see it when Communications approves it."))
        else:
            messages.warning(self.request, _("Saved, but nobody is asked to approve it. Call Communications."))
        return redirect(reverse("school_desk", args=[self.school.slug]) + "#events-section")

    def _send(self, page) -> bool:
        page.save_revision(user=self.request.user, log_action=True)
        if not page.live:
            page.save()
        return approvals.send(page, self.request.user)

    def _translations(self, event, texts) -> list[EventPage]:
        """Return the event in each other language in which the form has its name."""
        written = [code for code, _name in other_languages() if code in texts["what"]]
        locales = Locale.objects.filter(language_code__in=written, pk__in=EventIndexPage.objects.values("locale"))
        return [self._translation(event, locale, texts) for locale in locales]

    def _translation(self, event, locale, texts) -> EventPage:
        page = event.get_translation_or_none(locale)
        page = page or CopyPageForTranslationAction(event, locale).execute(skip_permission_checks=True)
        page = page.get_latest_revision_as_object()
        share(page, event)
        for name, field in TEXTS.items():
            setattr(page, field, texts[name].get(locale.language_code, "") or getattr(page, field))
        return page
