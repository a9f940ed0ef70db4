"""Messages after a school sends something to the office: whether anyone gets an email, and whom to call if not."""

from django.utils.translation import gettext as _
from wagtail.admin import messages

from . import recipients


def say_proposed(request) -> None:
    if request.user.email:
        answer = _("You will get an email when it decides.")
    else:
        answer = _("You have no email address on file: the answer will appear on this desk.")
    if recipients.office():
        messages.success(request, _("Saved. The office gets an email.") + " " + answer)
    else:
        nobody = _("Saved. Nobody in the office has an email address on file, so call them about it.")
        messages.warning(request, f"{nobody} {answer}")


def say_submitted(request, profile) -> None:
    if recipients.reviewers(profile, request.user):
        messages.success(request, _("Submitted. The people who review it get an email."))
    else:
        messages.warning(
            request, _("Submitted. No other reviewer has an email address on file, so call Communications.")
        )
