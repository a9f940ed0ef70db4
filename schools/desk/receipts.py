"""Messages after something is sent or decided: whether anyone gets an email, and whom to call if not.

Roles belong to the top layer, which registers the recipients at startup (`alliance_site/wiring.py`).
"""

from collections.abc import Callable

from django.utils.translation import gettext as _
from wagtail.admin import messages

from schools.register import page_types

# `office()`, `reviewers(page)`, and `authors(proposal)` return users with an email address.
recipients: dict[str, Callable[..., list]] = {}


def add_saved_message(request, school) -> None:
    is_public = page_types.has_public_profile(school)
    messages.success(request, _("Saved. Families see it within seconds.") if is_public else _("Saved."))


def add_proposal_message(request) -> None:
    if request.user.email:
        answer_note = _("You will get an email when it decides.")
    else:
        answer_note = _("You have no email address on file: the answer will appear on this desk.")
    if recipients["office"]():
        messages.success(request, _("Saved. The office gets an email.") + " " + answer_note)
    else:
        warning = _("Saved. Nobody in the office has an email address on file, so call them about it.")
        messages.warning(request, f"{warning} {answer_note}")


def add_submission_message(request, profile) -> None:
    if {*recipients["reviewers"](profile)} - {request.user}:
        messages.success(request, _("Submitted. The people who review it get an email."))
    else:
        messages.warning(
            request, _("Submitted. No other reviewer has an email address on file, so call Communications.")
        )


def add_decision_message(request, proposal, text: str) -> None:
    messages.success(request, text)
    if not recipients["authors"](proposal):
        messages.warning(
            request, _("Nobody at the school has an email address on file, so call them about your decision.")
        )
