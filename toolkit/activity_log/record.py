"""Log an action that changes no watched table: a sign-in, an export, a purge."""

from toolkit.activity_log.actors import Actor, current

from .models import AuditEntry


def record(action: str, obj=None, *, title: str = "", actor: Actor | None = None, network: str = "", **detail) -> None:
    """Log that `actor`, by default the current actor, did `action` to the model object `obj` or to what `title` names.

    Part of the open transaction, if any. Raises database errors, so that an action that cannot be logged fails.
    """
    actor = actor or current()
    AuditEntry.objects.create(
        action=action,
        actor_key=actor.key,
        actor_name=actor.name[:200],
        object_label=obj._meta.label_lower if obj is not None else "",
        object_key=str(obj.pk) if obj is not None else "",
        object_title=(title or (str(obj) if obj is not None else ""))[:300],
        detail=detail,
        channel=actor.channel,
        request=actor.request,
        network=network,
    )
