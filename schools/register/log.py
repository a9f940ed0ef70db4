"""The log of records that are changed together."""

from wagtail import log_actions


def log(instance, action: str, *, user=None, **details):
    """An entry of Wagtail's log, for one of several records that one request changes.

    Wagtail's histories show the last entry only of those that share request and action, on whatever record; so each
    says that it comes from a request of its own.
    """
    context = log_actions.get_active_log_context()
    with log_actions.LogContext(user=user or context.user):
        return log_actions.log(instance=instance, action=action, user=user, **details)
