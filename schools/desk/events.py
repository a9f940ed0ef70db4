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
from wagtail.models import Locale, WorkflowState

from pages.editor.forms import TIME_INPUT, SentencesInput
from pages.texts import MAIN, Texts, TextsField, TextsFormField, other_languages
from pages.translation.following import share
from schools.desk import approvals
from schools.desk.pages import DeskFormView
from schools.events.dates import is_month
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
        help_text=_("One or two sentences. If you leave a language empty, Communications translates it."),
    )
    opened = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the version that the form showed

    field_order = (*TEXTS, *PLAIN)

    class Meta:
        model = EventPage
        fields = (*PLAIN, *FOLDED)
        widgets = {
            **{name: day() for name in ("first_day", "last_day", "until")},
            **dict.fromkeys(("starts", "ends"), TIME_INPUT),
            "except_on": forms.Textarea(attrs={"rows": 3}),
        }
        formsets = ()

    def clean(self):
        self.cleaned_data["school"] = self.instance.school
        super().clean()
        what, about = (self.cleaned_data.get(name, Texts()) for name in TEXTS)
        name = slugify(what.get(MAIN, ""), allow_unicode=True)
        if MAIN in what and (not name or is_month(name)):
            self.add_error("what", _("Name the event in words."))
        for code, language in other_languages():
            if code in about and code not in what:
                self.add_error("what", _("Add the name in this language, too: %(language)s.") % {"language": language})
        for name, field in TEXTS.items():
            setattr(self.instance, field, self.cleaned_data.get(name, Texts()).get(MAIN, ""))
        if self.cleaned_data.get("opened") not in (None, self.instance.latest_revision_id):
            message = _("Someone changed this event after you opened it. Read it in another tab, then send again.")
            self.add_error(None, message)
        return self.cleaned_data


def coming(school) -> list[approvals.Approval]:
    """Return the events of `school` that are not over, with what was decided: in the main language, and in others those
    that were sent back. `page.form_key` is the key of the event that the form changes."""
    pages = EventPage.objects.filter(school=school).select_related("locale").not_over().order_by("first_day", "pk")
    found, main = approvals.approvals(pages), Locale.get_default()
    keys = {one.page.translation_key: one.page.pk for one in found if one.locale == main}
    shown = [one for one in found if one.page.translation_key in keys and (one.locale == main or one.is_returned)]
    for one in shown:
        one.page.school, one.page.form_key = school, keys[one.page.translation_key]
    return shown


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
        own = self._unlocked.filter(school=self.school, locale=Locale.get_default())
        return get_object_or_404(own, pk=self.kwargs["pk"]).get_latest_revision_as_object()

    @cached_property
    def _unlocked(self):
        """Events that nobody has locked. A change first keeps those of the school from a Publisher who approves."""
        if self.request.method == "POST":
            list(EventPage.objects.filter(school=self.school).select_for_update(of=("self",)).values_list("pk"))
        return EventPage.objects.filter(locked=False)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.event, "for_user": self.request.user}

    def get_initial(self):
        if self.event.pk is None:
            return {}
        pages = [self.event, *(page.get_latest_revision_as_object() for page in self.event.get_translations())]
        return {name: self._texts(pages, field) for name, field in TEXTS.items()}

    def _texts(self, pages, field: str) -> Texts:
        """Return the texts of `field`, without those that are still in the main language."""
        texts = {page.locale.language_code: getattr(page, field) for page in pages}
        return Texts({code: text for code, text in texts.items() if code == MAIN or text != texts[MAIN]})

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, folded=FOLDED, plain=(*TEXTS, *PLAIN))

    def form_valid(self, form):
        event = form.save(commit=False)
        if event.pk is None:
            get_object_or_404(EventIndexPage, locale=event.locale_id).add_child(instance=event)
        is_sent = [self._send(page) for page in (event, *self._translations(event, form))]
        if all(is_sent):
            messages.success(self.request, _("Sent. Families see it when Communications approves it."))
        else:
            messages.warning(self.request, _("Saved, but no one was asked to approve it. Call Communications."))
        return redirect(reverse("school_desk", args=[self.school.slug]) + "#events-section")

    def _send(self, page) -> bool:
        page.save_revision(user=self.request.user, log_action=True)
        if not page.live:
            page.save()
        return approvals.send(page, self.request.user)

    def _translations(self, event, form) -> list[EventPage]:
        """Return the event in each other language in which the form has its name, if that needs approval: it is new,
        was sent back, or has other words than before. What has none follows when the event is approved."""
        written = [code for code, _name in other_languages() if code in form.cleaned_data["what"]]
        locales = Locale.objects.filter(language_code__in=written, pk__in=EventIndexPage.objects.values("locale"))
        pages = [self._translation(event, locale, form) for locale in locales]
        return [page for page in pages if page]

    def _translation(self, event, locale, form) -> EventPage | None:
        page = event.get_translation_or_none(locale)
        is_new = page is None
        if is_new:
            page = CopyPageForTranslationAction(event, locale).execute(skip_permission_checks=True)
        if (page := self._unlocked.filter(pk=page.pk).first()) is None:
            return None
        state, is_typed = page.current_workflow_state, False
        page = page.get_latest_revision_as_object()
        share(page, event)
        for name, field in TEXTS.items():
            text = form.cleaned_data[name].get(locale.language_code, "")
            if text != form.initial.get(name, {}).get(locale.language_code, ""):
                setattr(page, field, text or getattr(event, field))
                is_typed = True
        is_returned = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        return page if is_new or is_typed or is_returned else None
