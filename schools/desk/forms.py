"""Forms of the desk. They use the checks of the models."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name

from schools.changes import agreement
from schools.changes.agreement import AgreedForm, NameForm, add_record_errors
from schools.register import history, record_fields
from schools.register.models import Campus, Offering, OfferingTopic, School, SchoolTeam, WeekField
from schools.register.models.hours import WeekFormMixin
from schools.register.models.levels import check_level
from schools.register.record_fields import ChangedBy
from toolkit.dates import day

from . import approvals, proposals

paragraph = partial(forms.CharField, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
OWN = (proposals.OF_THE_SCHOOL, proposals.OF_THE_CAMPUS)


class ContactForm(WeekFormMixin, forms.ModelForm):
    """Fields that a school can change without approval."""

    week_hours = WeekField()

    class Meta:
        model = School
        fields = record_fields.asked(record_fields.names(changed_by=ChangedBy.SCHOOL))
        help_texts = {"phone": ""}  # the error says which format it has

    def clean(self):
        """Keep what others saved since the form was opened; say so if they changed the same field."""
        cleaned, opened = super().clean(), self._opened()
        for name, value in list(cleaned.items()):
            now, before = self.initial[name], opened[name]
            if value == before:
                cleaned[name] = now
            elif now not in (value, before):
                text = history.text(School(**{name: now}), name)
                self.add_error(
                    name, _("Someone changed this to “%(value)s” after you opened the page.") % {"value": text}
                )
        return cleaned

    def _opened(self) -> dict:
        """Return the values that the form showed: those of the revision that was the latest then."""
        if (key := self.data.get("loaded_revision_id")) is None:
            return self.initial
        revisions = self.instance.revisions.order_by("pk")
        revision = revisions.filter(pk=key).first() if key.isdecimal() else revisions.first()
        if revision is None:
            return self.initial
        school = revision.as_object()
        return self.initial | model_to_dict(school, self.fields) | {"week_hours": school.week_hours}


class OfferingsForm(forms.Form):
    """What a school offers, one text for each topic. An empty text means that profiles say “Ask the school”."""

    def __init__(self, *args, school, **kwargs):
        super().__init__(*args, auto_id="id_offering_%s", **kwargs)  # the contact fields have a principal, too
        self.school = school
        self.stored = {offering.topic: offering for offering in school.offerings.all()}
        text = Offering._meta.get_field("text")
        for topic in OfferingTopic:
            offering = self.stored.get(topic)
            if topic == OfferingTopic.PRINCIPAL and not offering:
                continue  # School.principal has replaced the topic
            self.fields[topic] = forms.CharField(
                label=topic.label,
                max_length=text.max_length,
                required=False,
                initial=offering.text if offering else "",
                help_text=_("Checked on %(day)s.") % {"day": date_format(offering.checked)} if offering else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def set_offerings(self) -> None:
        """Set the school's offerings, all checked today, without saving the school."""
        offerings = []
        for topic in OfferingTopic:
            if words := self.cleaned_data.get(topic):
                offering = self.stored.get(topic) or Offering(topic=topic)
                offering.text, offering.checked = " ".join(words.split()), timezone.localdate()
                offerings.append(offering)
        self.school.offerings = offerings


class RecordForm(NameForm):
    """Fields of the record that a school can propose to change, or only those in `names`."""

    may_add = True  # whether who fills it in can add schools

    def __init__(self, *args, school, names=proposals.FIELDS, **kwargs):
        super().__init__(*args, **kwargs)
        self.school, self.names = school, names
        of_school, of_campus = ([name for name in names if name in record_fields] for record_fields in OWN)
        model_fields = forms.fields_for_model(School, of_school, widgets=dict.fromkeys(["opened", "closed"], day()))
        model_fields |= forms.fields_for_model(Campus, of_campus)
        self.fields = {name: model_fields[name] for name in names} | self.fields
        if "name" not in names:
            del self.fields["is_sure"]

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.names}

    def clean(self):
        """Check the record as a whole, with the new values."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        changed_school = School.objects.select_related("campus").get(pk=self.school.pk)
        for name in self.names:
            setattr(proposals.record_with_field(changed_school, name), name, cleaned[name])
        for record, names in zip((changed_school, changed_school.campus), OWN, strict=True):
            unchecked = [field.name for field in record._meta.fields if field.name not in names]
            try:
                record.clean_fields(exclude=unchecked)
                record.clean()
            except ValidationError as error:
                add_record_errors(self, error)
        try:
            check_level(changed_school, self.school, may_add=self.may_add)
        except ValidationError as error:
            add_record_errors(self, error)
        return cleaned


class ProposalForm(RecordForm):
    may_add = False
    reason = paragraph(
        label=_("Why"),
        help_text=_("What the office should know: the board’s decision, the lease, the letter from the state."),
    )

    def clean(self):
        cleaned = super().clean()
        record_values = proposals.current_values(self.school)
        if not self.errors and all(cleaned[name] == record_values[name] for name in self.names):
            raise ValidationError(_("The record already has these values. Change at least one."))
        return cleaned


class DecisionForm(AgreedForm, RecordForm):
    """The values of one proposal, which the office can edit. The digest is of the record when the form was shown."""

    prefix = "approve"
    keeps_place = forms.BooleanField(
        label=_("Keep the school’s point on the map"),
        required=False,
        help_text=_(
            "Check this if you are only correcting how the address is written. Otherwise the school is on the map in "
            "the middle of its ZIP code until someone enters a new point."
        ),
    )
    comment = paragraph(label=_("Comment"), required=False)

    def __init__(self, *args, proposal, **kwargs):
        names = [name for name in proposals.FIELDS if name in proposal.changes]
        self.current = agreement.digest([[row.name, row.now] for row in proposals.rows(proposal)])
        kwargs["initial"] = {**proposals.proposed_values(proposal), "digest": self.current}
        super().__init__(*args, school=proposal.school, names=names, **kwargs)
        if not proposals.A_MOVE & set(names):
            del self.fields["keeps_place"]

    def clean(self):
        cleaned = super().clean()
        if self.agreed != self.current:
            self.show(self.current)
            raise ValidationError(
                _(
                    "Someone changed the record while you were looking at this. Check the current values, then "
                    "decide again."
                )
            )
        return cleaned


class ReturnForm(forms.Form):
    prefix = "return"
    comment = paragraph(label=_("Your comment for the school"))


class ReviewersForm(forms.ModelForm):
    """Who gets an email when a profile of the school is submitted. If no one is chosen, all of Communications does."""

    reviewers = forms.ModelMultipleChoiceField(
        label=_("Reviewers: who gets an email when a profile is submitted"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("If you choose no one, all Publishers get it. Anyone who can publish the profile can approve it."),
    )

    class Meta:
        model = SchoolTeam
        fields = ["reviewers"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reviewers"].queryset = approvals.possible_reviewers(self.instance.school)
        self.fields["reviewers"].label_from_instance = get_user_display_name

    def save(self) -> None:
        """Save the reviewers only: the team's own row may change beside this."""
        self.instance.reviewers.set(self.cleaned_data["reviewers"])
