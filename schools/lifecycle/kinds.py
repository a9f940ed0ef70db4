"""The five guided changes, with their texts, forms, and functions."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.changes import kinds

from . import actions, forms
from .models import RENAME


@dataclass(frozen=True)
class Kind(kinds.Kind):
    """One kind of guided change. `do(change, data)` makes it. `label` is for the button, `title` names the school."""

    name: str
    label: Promise
    title: Promise
    help: Promise
    icon: str
    form: type[forms.GuidedForm]
    do: Callable
    url_name = "school_change_done"
    waits = False


OPEN = Kind(
    "open",
    _("Open a school"),
    _("Open a school"),
    _("Creates the record and an empty draft profile in each language. Nothing is public until you publish it."),
    "plus",
    forms.OpenForm,
    actions.open_school,
)
OF_A_SCHOOL = {
    kind.name: kind
    for kind in (
        Kind(
            RENAME,
            _("Rename school"),
            _("Rename %(school)s"),
            _("The old name stays as a former name, with its month. All profiles get the new name."),
            "edit",
            forms.RenameForm,
            actions.rename,
        ),
        Kind(
            "move",
            _("Move school"),
            _("Move %(school)s"),
            _("To an existing campus or a new address, alone or with the other schools on its campus."),
            "home",
            forms.MoveForm,
            actions.move,
        ),
        Kind(
            "merge",
            _("Merge school"),
            _("Merge %(school)s into another school"),
            _(
                "This school closes. The other school keeps its name as a former name, and its addresses "
                "redirect there."
            ),
            "resubmit",
            forms.MergeForm,
            actions.merge,
        ),
        Kind(
            "close",
            _("Close school"),
            _("Close %(school)s"),
            _("With its last day, which can be in the future. The rest happens on that day."),
            "cross",
            forms.CloseForm,
            actions.close,
        ),
    )
}
ALL = {OPEN.name: OPEN, **OF_A_SCHOOL}
