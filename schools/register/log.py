"""Wagtail log entries for records that are changed together."""

from wagtail import log_actions


def log(instance, action: str, *, user=None, **details):
    """Write a Wagtail log entry for one of several records that one request changes.

    Of the entries that share a request and an action, Wagtail's histories show only the last, even if they are about
    different records. So each entry gets its own log context.
    """
    context = log_actions.get_active_log_context()
    with log_actions.LogContext(user=user or context.user):
        return log_actions.log(instance=instance, action=action, user=user, **details)
