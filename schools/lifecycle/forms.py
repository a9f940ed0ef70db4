"""What is asked before a school opens, is renamed, moves, merges or closes. Facts and days are never guessed."""

from copy import deepcopy

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from schools.profiles.comparison import NAME as COMPARISON
from schools.register import moves
from schools.register.models import Campus, Level, School
from schools.register.widgets import day

from . import closure, move, opening, profile_changes


def _https(field, **kwargs):
    """The form field of a model's; an address that is typed without its beginning gets https."""
    return field.formfield(**kwargs, **({"assume_scheme": "https"} if isinstance(field, models.URLField) else {}))


class GuidedForm(forms.Form):
    """`school` is None where one opens."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("The history of the school says it: “Decided by the board on June 12”."),
    )

    def __init__(self, *args, school: School | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.school = school
        self.add_fields()
        self.fields["reason"] = self.fields.pop("reason")  # asked last

    def add_fields(self) -> None:
        """Those that come from the models, or depend on the school."""

    def has_passed(self, name: str, words: str) -> None:
        """The day `name` may not lie ahead, because the record has no place for it."""
        found = self.cleaned_data.get(name)
        if found and found > timezone.localdate():
            self.add_error(name, words)


class AddressForm(GuidedForm):
    """A campus that is there, or an address."""

    def add_fields(self) -> None:
        other = Campus.objects.exclude(pk=self.school.campus_id) if self.school else Campus.objects.all()
        self.fields["campus"] = forms.ModelChoiceField(
            other,
            label=_("Campus"),
            required=False,
            empty_label=_("Another address, written below"),
            help_text=_("If it shares its address with other schools of the network."),
        )
        made = forms.fields_for_model(Campus, [*moves.PLACE, "latitude", "longitude"])
        for name in moves.PLACE:
            made[name].required = False
        self.fields |= made

    def clean(self):
        cleaned = super().clean()
        missing = [name for name in moves.PLACE if not cleaned.get(name)]
        if cleaned.get("campus") and len(missing) < len(moves.PLACE):
            self.add_error("campus", _("Choose a campus or write an address, not both."))
        elif not cleaned.get("campus"):
            for name in missing:
                if name not in self.errors:
                    self.add_error(name, _("Without a campus, the address has to be complete."))
        return cleaned


class OpenForm(AddressForm):
    def add_fields(self) -> None:
        made = forms.fields_for_model(
            School, opening.OF_THE_SCHOOL, widgets={"opened": day()}, formfield_callback=_https
        )
        made["slug"].required = False
        made["slug"].help_text = _("For files and addresses; never changed later. Empty: made from the name.")
        made["opened"].help_text = _("First day of the school. It may lie ahead.")
        self.fields |= made
        super().add_fields()

    def clean(self):
        cleaned = super().clean()
        short = cleaned.get("name", "").removeprefix("Alliance ")
        slug = cleaned.get("slug") or slugify(short)[:60].strip("-")
        cleaned["slug"] = slug
        if cleaned.get("name") and (not slug or slug == COMPARISON or School.objects.filter(slug=slug).exists()):
            self.add_error("slug", _("“%(slug)s” is taken: choose another short name.") % {"slug": slug})
        return cleaned


class RenameForm(GuidedForm):
    since = forms.DateField(
        label=_("The new name holds since"),
        widget=day(),
        help_text=_("Of this day the month is kept with the former name. The site shows the new name at once."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("For the public, beside the former name: where the new one was announced."),
    )

    def add_fields(self) -> None:
        self.fields = forms.fields_for_model(School, ["name"]) | self.fields
        self.fields["name"].label = _("New name")
        self.fields["name"].initial = self.school.name
        for page in profile_changes.live(self.school):
            self.fields[f"address_{page.pk}"] = forms.SlugField(
                label=_("New web address (%(language)s)") % {"language": page.locale},
                max_length=255,
                required=False,
                help_text=_(
                    "Only the last part. Now: %(address)s. Empty: it stays. The old address leads to the new one."
                )
                % {"address": page.url},
            )

    def clean(self):
        cleaned = super().clean()
        self.has_passed("since", _("Come back on that day: the new name is shown as soon as this is done."))
        for name in self.fields:
            if name.startswith("address_") and cleaned.get(name) == COMPARISON:
                self.add_error(name, _("This address belongs to the comparison of schools: choose another one."))
        return cleaned


class MoveForm(AddressForm):
    day = forms.DateField(
        label=_("Day of the move"),
        widget=day(),
        help_text=_("For the history. The site shows the new address at once."),
    )

    def add_fields(self) -> None:
        super().add_fields()
        neighbors = list(move.neighbors(self.school))
        if neighbors:
            self.fields["along"] = forms.ChoiceField(
                label=_("Who moves"),
                choices=[
                    (move.ALONE, _("Only this school")),
                    (move.TOGETHER, _("All open schools of the campus")),
                ],
                help_text=_("With it on the campus: %(names)s.") % {"names": "; ".join(map(str, neighbors))},
            )
        self.fields |= forms.fields_for_model(School, ["transit"])
        self.fields["transit"].initial = self.school.transit
        self.fields["day"] = self.fields.pop("day")

    def clean(self):
        cleaned = super().clean()
        self.has_passed("day", _("Come back on that day: the new address is shown as soon as this is done."))
        return cleaned


class EndForm(GuidedForm):
    """What closing and merging ask alike."""

    successor_label = _("Families turn to")
    successor_help = _("The school that the profile leads families to, if there is one.")
    needs_successor = False
    first_choice = closure.STAYS

    def add_fields(self) -> None:
        self.fields["last_day"] = forms.DateField(
            label=_("Last day"),
            widget=day(),
            initial=self.school.closed,
            help_text=_(
                "The last day on which the school is open. It may lie ahead: "
                "until then nothing changes but that its profile says so."
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
                (closure.STAYS, _("Stays, marked as closed")),
                (closure.LEADS, _("Is taken down after the last day; its addresses lead on")),
            ],
            initial=self.first_choice,
            help_text=_(
                "Its addresses lead to the profile of the school that families turn to, else to the list of schools."
            ),
        )
        if self.school.earlier_schools.exists():
            self.fields["links"] = forms.ChoiceField(
                label=_("Middle schools that lead to this school"),
                choices=[
                    (closure.ENDS, _("Stop leading to it after the last day")),
                    (closure.FOLLOWS, _("Lead to the school that families turn to, too")),
                ],
            )

    def clean(self):
        cleaned = super().clean()
        last_day, successor = cleaned.get("last_day"), cleaned.get("successor")
        if last_day and last_day < self.school.opened:
            self.add_error("last_day", _("The closing date is before the opening date."))
        if last_day and successor and successor.closed and successor.closed <= last_day:
            self.add_error("successor", _("That school is not open after the last day: choose another one."))
        if cleaned.get("links") == closure.FOLLOWS and (successor is None or successor.level != Level.HIGH):
            self.add_error("links", _("They can only lead to a high school: choose one above."))
        return cleaned


class CloseForm(EndForm):
    pass


class MergeForm(EndForm):
    successor_label = _("Goes into")
    successor_help = _("The school that stays. The name of this one becomes one of its former names.")
    needs_successor = True
    first_choice = closure.LEADS

    def add_fields(self) -> None:
        super().add_fields()
        made = forms.fields_for_model(School, ["lowest_grade", "highest_grade"])
        made["lowest_grade"].label = _("Its lowest grade from now on")
        made["highest_grade"].label = _("Its highest grade from now on")
        for field in made.values():
            field.required, field.help_text = False, _("Empty: it stays as it is.")
        self.fields |= made
        self.fields["source"] = deepcopy(RenameForm.base_fields["source"])


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is taken back"),
        max_length=200,
        help_text=_("The history of each school says it."),
    )
