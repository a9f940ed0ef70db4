"""The return of a picture that visitors do not see: staff ask for it, and a Publisher approves it or sends it back.

Wagtail's log keeps who asked, when, and with which record, as steps of a workflow. Nothing of that record counts until
it is approved.
"""

from datetime import date
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from django.dispatch import Signal
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.images.permissions import permission_policy
from wagtail.log_actions import log
from wagtail.models import Collection, ModelLogEntry

from media.models import People, SiteImage
from toolkit.activity_log.actors import current_request

return_changed = Signal()  # sent after the commit, with the log entry `asked`, and `answer`, which is None at first

ACTIONS = ASK, APPROVE, REJECT = [f"wagtail.workflow.{name}" for name in ("start", "approve", "reject")]
RECORD = ("people", "release", "consent_until")
COMMENT_NEEDED = gettext_lazy("Nothing was sent back. Choose “Send back” again and write what should change.")


def may_decide(user) -> bool:
    """Whether `user` manages the pictures of the whole network."""
    of_network = SiteImage(collection=Collection.get_first_root_node())
    return permission_policy.user_has_permission_for_instance(user, "change", of_network)


def waiting(**which) -> list[ModelLogEntry]:
    """Return what waits for a decision, oldest first: at most one entry for each picture."""
    kind, keys = ContentType.objects.get_for_model(SiteImage), Cast("object_id", BigIntegerField())
    entries = ModelLogEntry.objects.filter(content_type=kind, action__in=ACTIONS, **which).annotate(image=keys)
    entries = entries.filter(image__in=SiteImage.objects.values("pk"))  # a deleted one leaves its entries
    newest = entries.order_by("object_id", "-timestamp", "-pk").distinct("object_id").select_related("user")
    return sorted((one for one in newest if one.action == ASK), key=lambda one: one.timestamp)


def asked_for(image: SiteImage) -> ModelLogEntry | None:
    return next(iter(waiting(object_id=str(image.pk))), None)


def ask(image: SiteImage, user) -> None:
    """Log the new record of `image`, which is not saved with it, and tell those who decide."""
    data = {name: str(getattr(image, name) or "") for name in RECORD}
    entry = log(instance=image, action=ASK, user=user, data=data)
    transaction.on_commit(partial(return_changed.send, SiteImage, asked=entry, answer=None))
    if request := current_request():
        messages.info(request, _("Visitors see the picture again when a Publisher approves its new record."))


def close(image: SiteImage, action: str, user=None) -> None:
    """Answer the person who asks for `image`, if anyone does, without an email."""
    if asked_for(image):
        log(instance=image, action=action, user=user)


def sentence(asked: ModelLogEntry) -> str:
    """Say which record `asked` brings."""
    texts = {**asked.data, "people": People(asked.data["people"]).label}
    if texts["consent_until"]:
        texts["consent_until"] = date_format(date.fromisoformat(texts["consent_until"]), "DATE_FORMAT")
    labels = {name: capfirst(SiteImage._meta.get_field(name).verbose_name) for name in RECORD}
    return " ".join(f"{labels[name]}: {texts[name]}." for name in RECORD if texts[name])


@require_POST
@transaction.atomic
def decide(request, entry_id):
    """Show the picture again with the record that was asked for, or send it back."""
    if not may_decide(request.user):
        raise PermissionDenied
    asked = get_object_or_404(ModelLogEntry, pk=entry_id, action=ASK)
    image = get_object_or_404(SiteImage.objects.select_for_update(), pk=asked.object_id)
    if asked_for(image) != asked:
        messages.warning(request, _("Someone decided this or asked again in the meantime. Nothing else was done."))
    elif "reject" in request.POST:
        if not (comment := request.POST.get("comment", "").strip()):
            messages.error(request, COMMENT_NEEDED)
            return redirect("wagtailimages:edit", image.pk)
        _answer(request, image, asked, REJECT, comment)
        messages.success(request, _("You sent “%(title)s” back.") % {"title": image.title})
    elif (until := asked.data["consent_until"]) and date.fromisoformat(until) < timezone.localdate():
        messages.error(request, _("The last day of the new record has passed. Send it back and ask for another one."))
    else:
        image.show_again({**asked.data, "consent_until": date.fromisoformat(until) if until else None})
        image.save()
        _answer(request, image, asked, APPROVE)
        said = _("“%(title)s” is approved and live. Pages show it again within a minute.")
        messages.success(request, said % {"title": image.title})
    return redirect("wagtailimages:edit", image.pk)


def _answer(request, image, asked, action: str, comment: str = "") -> None:
    answer = log(instance=image, action=action, user=request.user, data={"comment": comment})
    transaction.on_commit(partial(return_changed.send, SiteImage, asked=asked, answer=answer))
