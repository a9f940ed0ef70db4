"""Notes what changes no watched table: a sign-in, an export, a purge."""

from toolkit.activity_log.actors import Who, current

from .models import AuditEntry


def record(action: str, obj=None, *, title: str = "", who: Who | None = None, network: str = "", **detail) -> None:
    """One entry: that `who`, else whoever is at work, did `action` to the model's `obj` or to what `title` names.

    In the transaction that is open; without one at once. Raises what the database says: what cannot be noted is not
    done.
    """
    who = who or current()
    AuditEntry.objects.create(
        action=action,
        actor_key=who.key,
        actor_name=who.name[:200],
        object_label=obj._meta.label_lower if obj is not None else "",
        object_key=str(obj.pk) if obj is not None else "",
        object_title=(title or (str(obj) if obj is not None else ""))[:300],
        detail=detail,
        channel=who.channel,
        request=who.request,
        network=network,
    )
