"""Forms that visitors fill in, and what they answered."""

from datetime import timedelta
from http import HTTPMethod

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.dispatch import Signal
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.forms.models import AbstractFormSubmission, FormMixin, validate_to_address
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from pages.models.page_form import FormPageForm
from pages.routing.languages import languages_of
from pages.texts.fields import BodyField
from toolkit.form_guard import Guard, VisitorForm

from .base import RoutablePage, searched

THANKS = format_lazy("{}/", pgettext_lazy("address", "thanks"))
DAYS, MOST_DAYS = 90, 730  # how long answers are kept
YES_NO = {True: _("Yes"), False: _("No")}
answered = Signal()  # sent with `answer`


class FormAnswer(AbstractFormSubmission):
    """What one visitor sent. Personal data: deleted on `delete_on`, the day that the form promised."""

    language = models.CharField(_("language"), max_length=10)
    delete_on = models.DateField(_("deleted on"), db_index=True)

    wagtail_reference_index_ignore = True  # no usage report needs it, and the public door may not read answers

    class Meta:
        verbose_name = _("form response")
        verbose_name_plural = _("form responses")

    def __str__(self):
        """Return the form and the time, but nothing personal."""
        return f"{self.page}, {timezone.localtime(self.submit_time):%Y-%m-%d %H:%M}"

    def get_data(self):
        """Return what the list and its export show."""
        answers = {name: _in_words(value) for name, value in self.form_data.items()}
        language = dict(settings.WAGTAIL_CONTENT_LANGUAGES).get(self.language, self.language)
        return {**answers, "submit_time": self.submit_time, "language": language, "delete_on": self.delete_on}

    @property
    def email(self) -> str:
        """The first email address, if the form asks for one."""
        names = [block.id for block in self.page.specific.questions if block.block_type == "email"]
        return next((self.form_data[name] for name in names if self.form_data.get(name)), "")


def _in_words(answer):
    if isinstance(answer, bool):
        return YES_NO[answer]
    return "; ".join(answer) if isinstance(answer, list) else answer


def _sent_since(moment) -> int:
    return FormAnswer.objects.filter(submit_time__gt=moment).count()


# Many families may answer from the address of their school or of their phone company.
guard = Guard("pages.forms", _sent_since, most_of_one=30, busy=300, most_of_network=60)


class FormPage(RoutablePage, FormMixin):
    """A form made of fields. It is not in the published copy: each visitor gets it with a new stamp."""

    parent_page_types = ["pages.HomePage", "pages.AboutPage", "pages.StandardPage"]
    subpage_types = []
    base_form_class = FormPageForm
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS, HTTPMethod.POST]
    shared_fields = ("notify",)
    page_description = _("A form that visitors fill in, such as an interest list. You read the responses under Forms.")

    body = BodyField("pages.blocks.BODY", verbose_name=_("text above the form"), blank=True)
    questions = BodyField(
        "pages.blocks.form_fields.FIELDS",
        verbose_name=_("fields"),
        max_num=30,
        help_text=_("Ask only for what you need. If you remove a question, its answers no longer appear in the list."),
    )
    thanks = models.CharField(
        _("thank-you message"),
        max_length=300,
        help_text=_("What happens next: “Thank you. We will call you within two school days.”"),
    )
    confirmation = models.TextField(
        _("email to the visitor"),
        max_length=1000,
        blank=True,
        help_text=_(
            "Sent to the first email address that the visitor enters, in the language of the page. It does not repeat "
            "the answers. Leave empty to send none."
        ),
    )
    notify = models.CharField(
        _("notify"),
        max_length=250,
        blank=True,
        validators=[validate_to_address],
        help_text=_("Email addresses, separated by commas. They get a link to the response, not the response."),
    )
    days = models.PositiveSmallIntegerField(
        _("delete responses after this many days"),
        default=DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("The form promises this to visitors. A change applies to new responses only."),
    )

    content_panels = [
        *RoutablePage.content_panels,
        "body",
        "questions",
        MultiFieldPanel(["thanks", "confirmation"], heading=_("After sending")),
        MultiFieldPanel(["notify", "days"], heading=_("Answers")),
    ]
    search_fields = [*RoutablePage.search_fields, *searched("body")]

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")

    # What visitors see

    preview_modes = [("", _("Form")), ("thanks", _("After sending"))]
    serve = RoutablePageMixin.serve  # unlike other pages, no cache keeps it

    def serve_preview(self, request, mode_name):
        return self.thank(request) if mode_name else self.fill_in(request)

    def get_form_class(self):
        fields = {block.id: block.block.form_field(block.value) for block in self.questions}
        return type("AnswerForm", (VisitorForm,), {"guard": guard, **fields})

    @path("")
    def fill_in(self, request):
        """Show the form, or take an answer."""
        form_class, about = self.get_form_class(), str(self.pk)
        if request.method != "POST":
            return self._show(request, form_class(about=about))
        form = form_class(request.POST, about=about)
        if not form.is_valid():
            return self._show(request, form.with_new_stamp(), 422)
        with transaction.atomic():
            if not form.is_trapped and not form.is_repeat:
                if not guard.may_send(request):
                    form.add_error(None, _("We received too many forms in a short time. Please try again in an hour."))
                    return self._show(request, form.with_new_stamp(), 429)
                answered.send_robust(FormAnswer, answer=self.process_form_submission(form))
        return redirect(f"{self.get_url(request)}{THANKS}")

    @path(THANKS)
    def thank(self, request):
        context = {"below": _("Thank you"), "languages": languages_of(request, self, THANKS)}
        return self.render(request, template="pages/form_thanks.html", context_overrides=context)

    def _show(self, request, form, status=200):
        response = self.render(request, context_overrides={"form": form})
        response.status_code = status
        return response

    # What staff see

    def get_submissions_list_view_class(self):
        from pages.editor.lists import AnswersView  # imports the editor

        return AnswersView

    def get_submission_class(self):
        return FormAnswer

    def get_submissions(self):
        """Return the answers in all languages."""
        return FormAnswer.objects.filter(page__translation_key=self.translation_key)

    def get_data_fields(self):
        questions = [(block.id, block.value["label"]) for block in self.questions]
        return [("submit_time", _("Sent")), ("language", _("Language")), *questions, ("delete_on", _("Deleted on"))]

    def process_form_submission(self, form):
        delete_on = timezone.localdate() + timedelta(days=self.days)
        return FormAnswer.objects.create(
            page=self, form_data=form.answers, language=get_language(), delete_on=delete_on
        )
