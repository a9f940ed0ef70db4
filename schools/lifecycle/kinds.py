"""The five guided changes, with their texts and forms. The forms never guess facts or dates."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from schools.changes import kinds, verbs
from schools.changes.agreement import AgreedForm, NameForm
from schools.profiles import addresses
from schools.register.models import Campus, School, WeekField
from schools.register.models.levels import SPAN, check_level
from toolkit.dates import day

from . import actions, profile_changes
from .models import RENAME

LONGEST_AHEAD = timedelta(days=731)  # two years
LAST_FIELDS = ("day", "tell", "reason")


class GuidedForm(AgreedForm):
    """Base of all guided changes. `school` is None when a school opens."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("Shown in the school’s history: “Decided by the board on June 12”."),
    )

    def __init__(self, *args, school: School | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.school = school
        self.add_fields()
        self.order_fields([*(name for name in self.fields if name not in LAST_FIELDS), *LAST_FIELDS])

    def add_fields(self) -> None:
        """Add fields that come from models or depend on the school."""


class DayForm(forms.Form):
    """Fields of the changes that can be planned for a later day."""

    day = forms.DateField(
        label=_("First day"),
        widget=day(),
        initial=timezone.localdate,
        help_text=_("Choose a later day to plan the change. It takes effect at the start of that day."),
    )
    tell = forms.BooleanField(
        label=_("Tell families on the profile until then"),
        initial=True,
        required=False,
        help_text=_("Only for a later day. The profile says it in every language."),
    )

    def clean_day(self):
        first_day = self.cleaned_data["day"]
        if first_day > timezone.localdate() + LONGEST_AHEAD:
            raise forms.ValidationError(_("Choose a day within the next two years."))
        return first_day


SLUG_ERRORS = {"invalid": _("Use only letters, numbers, and hyphens.")}


class CampusField(forms.ModelChoiceField):
    def label_from_instance(self, campus):
        names = ", ".join(school.short_name for school in campus.schools.all())
        return f"{campus}: {names}" if names else str(campus)


class AddressForm(GuidedForm):
    """Asks for an existing campus or an address."""

    def add_fields(self) -> None:
        campuses = Campus.objects.exclude(pk=self.school.campus_id) if self.school else Campus.objects.all()
        self.fields["campus"] = CampusField(
            campuses.prefetch_related("schools"),
            label=_("Campus"),
            required=False,
            empty_label=_("Another address, entered below"),
            help_text=_("If it shares an address with other schools of the network."),
        )
        model_fields = forms.fields_for_model(Campus, [*verbs.PLACE, "latitude", "longitude"])
        for name in verbs.PLACE:
            model_fields[name].required = False
        self.fields |= model_fields

    def clean(self):
        cleaned = super().clean()
        missing = [name for name in verbs.PLACE if not cleaned.get(name)]
        if cleaned.get("campus") and len(missing) < len(verbs.PLACE):
            self.add_error("campus", _("Choose a campus or enter an address, not both."))
        elif not cleaned.get("campus"):
            for name in missing:
                if name not in self.errors:
                    self.add_error(name, _("Without a campus, enter the full address."))
        return cleaned


class OpenForm(NameForm, AddressForm):
    def add_fields(self) -> None:
        model_fields = forms.fields_for_model(School, actions.OF_THE_SCHOOL, widgets={"opened": day()})
        model_fields = {name: model_fields.get(name) or WeekField() for name in actions.OF_THE_SCHOOL}
        model_fields["slug"].required = False
        model_fields["slug"].error_messages |= SLUG_ERRORS
        model_fields["slug"].help_text = _(
            "For files and addresses. It never changes. If empty, it is made from the name."
        )
        model_fields["opened"].help_text = _("The school's first day. It can be in the future.")
        self.fields |= model_fields
        super().add_fields()

    def clean(self):
        cleaned = super().clean()
        short = cleaned.get("name", "").removeprefix(settings.NETWORK.prefix)
        slug = cleaned.get("slug") or slugify(short)[:60].strip("-")
        cleaned["slug"] = slug
        if cleaned.get("name") and (not slug or addresses.is_word(slug) or School.objects.filter(slug=slug).exists()):
            self.add_error("slug", _("“%(slug)s” is taken. Choose another short name.") % {"slug": slug})
        try:
            check_level(School(**{name: cleaned.get(name) for name in SPAN}))
        except forms.ValidationError as error:
            self.add_error(None, error)
        return cleaned


class RenameForm(NameForm, DayForm, GuidedForm):
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("Public, next to the former name: where the new name was announced."),
    )

    def add_fields(self) -> None:
        self.fields = forms.fields_for_model(School, ["name"]) | self.fields
        self.fields["name"].label = _("New name")
        self.fields["name"].initial = self.school.name
        for page in profile_changes.live_profiles_of(self.school):
            self.fields[f"address_{page.pk}"] = forms.SlugField(
                label=_("New web address (%(language)s)") % {"language": page.locale},
                max_length=255,
                required=False,
                error_messages=SLUG_ERRORS,
                help_text=_(
                    "Only the last part. Now: %(address)s. Leave empty to keep it. The old address redirects to "
                    "the new one."
                )
                % {"address": page.url},
            )

    def clean(self):
        cleaned = super().clean()
        for name in self.fields:
            if name.startswith("address_") and addresses.is_word(cleaned.get(name)):
                self.add_error(name, _("This address is used below the list of schools. Choose another one."))
        return cleaned


class MoveForm(DayForm, AddressForm):
    def add_fields(self) -> None:
        super().add_fields()
        neighbors = list(actions.neighbors(self.school, timezone.localdate()))
        if neighbors:
            self.fields["along"] = forms.ChoiceField(
                label=_("Schools that move"),
                choices=[
                    (actions.ALONE, _("Only this school")),
                    (actions.TOGETHER, _("All open schools on the campus")),
                ],
                help_text=_("Also on the campus: %(names)s.") % {"names": "; ".join(map(str, neighbors))},
            )
        self.fields |= forms.fields_for_model(School, ["transit"])
        self.fields["transit"].initial = self.school.transit


class CloseForm(GuidedForm):
    """The fields of closing, which merging shares."""

    successor_label = _("School for families to contact")
    successor_help = _("The school that the profile points families to, if any.")
    needs_successor = False
    first_choice = actions.STAYS

    def add_fields(self) -> None:
        self.fields["last_day"] = forms.DateField(
            label=_("Last day"),
            widget=day(),
            initial=self.school.closed,
            help_text=_(
                "The last day the school is open. It can be in the future. Until then, only its profile mentions it."
            ),
        )
        self.fields["successor"] = forms.ModelChoiceField(
            School.objects.exclude(pk=self.school.pk).exclude(closed__lt=timezone.localdate()),
            label=self.successor_label,
            required=self.needs_successor,
            initial=self.school.successor_id,
            help_text=self.successor_help,
        )
        self.fields["profile"] = forms.ChoiceField(
            label=_("The profile"),
            choices=[
                (actions.STAYS, _("Stays, marked as closed")),
                (actions.LEADS, _("Is taken down after the last day, and its addresses redirect")),
            ],
            initial=self.first_choice,
            help_text=_(
                "Its addresses redirect to the profile of the school for families to contact, or to the school list."
            ),
        )
        if self.school.earlier_schools.exists():
            self.fields["links"] = forms.ChoiceField(
                label=_("Schools that list it as a next school"),
                choices=[
                    (actions.ENDS, _("Remove it as a next school after its last day")),
                    (actions.FOLLOWS, _("Also list the school for families to contact")),
                ],
            )

    def clean(self):
        cleaned = super().clean()
        last_day, successor = cleaned.get("last_day"), cleaned.get("successor")
        if last_day and last_day < self.school.opened:
            self.add_error("last_day", _("The closing date is before the opening date."))
        if last_day and successor and successor.closed and successor.closed <= last_day:
            self.add_error("successor", _("That school is not open after the last day. Choose another one."))
        today = timezone.localdate()
        if last_day and successor and last_day < today < successor.opened:
            words = {"day": date_format(successor.opened)}
            self.add_error("successor", _("That school opens on %(day)s, and this one has closed already.") % words)
        if cleaned.get("links") == actions.FOLLOWS and (successor is None or successor.level != self.school.level):
            message = _("The school for families to contact must be of the same level. Choose one above.")
            self.add_error("links", message)
        return cleaned


class MergeForm(CloseForm):
    successor_label = _("Merges into")
    successor_help = _("The school that stays. This school's name becomes one of its former names.")
    needs_successor = True
    first_choice = actions.LEADS

    def add_fields(self) -> None:
        super().add_fields()
        model_fields = forms.fields_for_model(School, ["lowest_grade", "highest_grade"])
        model_fields["lowest_grade"].label = _("Its lowest grade after the merger")
        model_fields["highest_grade"].label = _("Its highest grade after the merger")
        for field in model_fields.values():
            field.required, field.help_text = False, _("Leave empty to keep the current one.")
        self.fields |= model_fields
        self.fields["source"] = deepcopy(RenameForm.base_fields["source"])


class UndoForm(AgreedForm):
    reason = forms.CharField(
        label=_("Reason for the undo"),
        max_length=200,
        help_text=_("Shown in the history of each school."),
    )


class CancelForm(AgreedForm):
    reason = forms.CharField(label=_("Reason for canceling"), max_length=200)


class Kind(kinds.Kind):
    """One kind of guided change. `do(change, data)` makes it. `label` is for the button, `title` names the school."""

    url_name, waits = "school_change_done", False
    title: Promise
    help: Promise
    icon: str
    form: type[GuidedForm]
    do: Callable


class Open(Kind):
    name, icon, form = "open", "plus", OpenForm
    do = staticmethod(actions.open_school)
    label = title = _("Open a school")
    help = _("Creates the record and an empty draft profile in each language. Nothing is public until you publish it.")


class Rename(Kind):
    name, icon, form = RENAME, "edit", RenameForm
    do = staticmethod(actions.rename)
    label, title = _("Rename school"), _("Rename %(school)s")
    help = _("The old name stays as a former name, with its month. All profiles get the new name.")


class Move(Kind):
    name, icon, form = "move", "home", MoveForm
    do = staticmethod(actions.move)
    label, title = _("Move school"), _("Move %(school)s")
    help = _("To an existing campus or a new address, alone or with the other schools on its campus.")


class Merge(Kind):
    name, icon, form = "merge", "resubmit", MergeForm
    do = staticmethod(actions.merge)
    label, title = _("Merge school"), _("Merge %(school)s into another school")
    help = _("This school closes. The other school keeps its name as a former name, and its addresses redirect there.")


class Close(Kind):
    name, icon, form = "close", "cross", CloseForm
    do = staticmethod(actions.close)
    label, title = _("Close school"), _("Close %(school)s")
    help = _("With its last day, which can be in the future. The rest happens on that day.")


OPEN = Open()
OF_A_SCHOOL = {kind.name: kind for kind in (Rename(), Move(), Merge(), Close())}
ALL = {OPEN.name: OPEN, **OF_A_SCHOOL}
