"""Log entries as sentences, in the reader's language."""

import json
from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import registry

from toolkit.activity_log import site

# Names for the log's filter, by the first half of an action.
KINDS = {
    "signin": gettext_lazy("Signing in"),
    "session": gettext_lazy("Sessions"),
    "account": gettext_lazy("Accounts"),
    "role": gettext_lazy("People's roles"),
    "group": gettext_lazy("Roles"),
    "right": gettext_lazy("Permissions of roles and people"),
    "factor": gettext_lazy("Two-step sign-in"),
    "link": gettext_lazy("Google or Microsoft accounts"),
    "workflow": gettext_lazy("Workflows"),
    "wagtail": gettext_lazy("Pages and announcements"),
    "library": gettext_lazy("Images and documents"),
    "site": gettext_lazy("Site, redirects, promoted results"),
    "restriction": gettext_lazy("View restrictions"),
    "export": gettext_lazy("Exports"),
    "cdn": gettext_lazy("CDN"),
    "command": gettext_lazy("Commands"),
    "personal": gettext_lazy("Personal data"),
    "audit": gettext_lazy("This log"),
}
WAYS = {
    "password": gettext_lazy("password"),
    "totp": gettext_lazy("code from an app"),
    "webauthn": gettext_lazy("passkey"),
    "recovery_codes": gettext_lazy("recovery code"),
}
SENTENCES = {
    "signin.done": gettext_lazy("%(who)s signed in (%(ways)s)."),
    "signin.out": gettext_lazy("%(who)s signed out."),
    "signin.proven": gettext_lazy("%(who)s confirmed their identity (%(ways)s)."),
    "session.ended": gettext_lazy("%(who)s ended a session of %(title)s."),
    "account.invited": gettext_lazy("%(who)s sent an invitation to %(title)s."),
    "account.added": gettext_lazy("%(who)s created the account of %(title)s."),
    "account.changed": gettext_lazy("%(who)s changed the account of %(title)s."),
    "account.deleted": gettext_lazy("%(who)s deleted the account of %(title)s."),
    "role.added": gettext_lazy("%(who)s gave %(title)s the role %(group_id)s."),
    "role.deleted": gettext_lazy("%(who)s took the role %(group_id)s from %(title)s."),
    "group.added": gettext_lazy("%(who)s created the role %(title)s."),
    "group.deleted": gettext_lazy("%(who)s deleted the role %(title)s."),
    "right.added": gettext_lazy("%(who)s gave %(title)s a permission: %(permission_id)s."),
    "right.deleted": gettext_lazy("%(who)s took a permission from %(title)s: %(permission_id)s."),
    "factor.added": gettext_lazy("%(who)s added two-step sign-in to the account of %(title)s: %(type)s."),
    "factor.deleted": gettext_lazy("%(who)s removed two-step sign-in from the account of %(title)s: %(type)s."),
    "link.added": gettext_lazy("%(who)s linked the account of %(title)s with %(provider)s."),
    "link.deleted": gettext_lazy("%(who)s unlinked the account of %(title)s from %(provider)s."),
    "export.made": gettext_lazy("%(who)s exported “%(title)s” as %(format)s."),
    "cdn.purged": gettext_lazy("%(who)s purged addresses from the CDN: %(count)s."),
    "command.run": gettext_lazy("%(who)s ran."),
    "command.failed": gettext_lazy("%(who)s ran and failed."),
    "site.restored": gettext_lazy("%(who)s restored the site from the backup of %(state)s."),
    "site.restore_undone": gettext_lazy("%(who)s undid a restore. The data are those from before it, %(state)s."),
    "personal.expired": gettext_lazy("%(who)s deleted expired personal data: %(counts)s."),
    "audit.expired": gettext_lazy("%(who)s deleted %(count)s entries of this log, from before %(until)s."),
    "signin.reset_second_factor": gettext_lazy("%(who)s reset the two-step sign-in of %(title)s."),
    "signin.password_by_mail": gettext_lazy("%(who)s chose a password through the emailed link."),
    "signin.end_sessions": gettext_lazy("%(who)s ended all sessions of %(title)s."),
    "wagtail.create": gettext_lazy("%(who)s created the %(kind)s “%(title)s”."),
    "wagtail.edit": gettext_lazy("%(who)s saved a draft of the %(kind)s “%(title)s”."),
    "wagtail.delete": gettext_lazy("%(who)s deleted the %(kind)s “%(title)s”."),
    "wagtail.publish": gettext_lazy("%(who)s published the %(kind)s “%(title)s”."),
    "wagtail.unpublish": gettext_lazy("%(who)s unpublished the %(kind)s “%(title)s”."),
    "wagtail.move": gettext_lazy("%(who)s moved the %(kind)s “%(title)s”."),
    "wagtail.revert": gettext_lazy("%(who)s reverted the %(kind)s “%(title)s”."),
    "wagtail.publish.schedule": gettext_lazy("%(who)s scheduled the %(kind)s “%(title)s”."),
    "wagtail.schedule.cancel": gettext_lazy("%(who)s canceled a schedule of the %(kind)s “%(title)s”."),
}
ROW_SENTENCES = {
    "added": gettext_lazy("%(who)s added “%(title)s” (%(kind)s)."),
    "changed": gettext_lazy("%(who)s changed “%(title)s” (%(kind)s)."),
    "deleted": gettext_lazy("%(who)s deleted “%(title)s” (%(kind)s)."),
}
# Wagtail's own messages have more details for these actions, such as the old and new place.
EXPLAINED = ("move", "rename", "revert", "copy", "publish.schedule", "schedule.cancel")
COMPLETE_KINDS = frozenset(("role", "group", "right", "factor", "link"))  # the sentence has all changes except
PLACES = frozenset(("page_id", "collection_id", "site_id"))  # … where a permission applies


def kinds() -> dict:
    """Return the kinds of every site and this site's own."""
    return KINDS | site().KINDS


def sentence(entry) -> str:
    values = defaultdict(lambda: "–", _values(entry))  # a missing one is a dash
    kind, _dot, act = entry.action.partition(".")
    if entry.action == "signin.failed":
        return _failed(entry, values)
    action = "command.failed" if entry.action == "command.run" and entry.detail.get("failed") else entry.action
    sentences = SENTENCES | site().SENTENCES
    if action in sentences:
        return sentences[action] % values
    if kind in kinds() and act in ROW_SENTENCES:
        return ROW_SENTENCES[act] % values
    if act == "emptied":
        return _("%(who)s emptied the table %(title)s, which had %(rows)s rows.") % values
    values["act"] = label(entry.action)
    return _("%(who)s: %(act)s, %(kind)s “%(title)s”.") % values


def _failed(entry, values) -> str:
    if not entry.object_key:
        return _("Someone tried to sign in to an account that does not exist.")
    if entry.actor_key:
        return _("%(who)s could not confirm their identity (%(ways)s).") % values
    return _("Someone tried to sign in as %(title)s and was refused (%(ways)s).") % values


def _values(entry) -> dict:
    detail = entry.detail
    values = {name: _current_value(pair) for name, pair in detail.items() if isinstance(pair, list)}
    values |= {name: value for name, value in detail.items() if isinstance(value, str | int)}
    for name in ("type", "provider"):
        if name in values:
            values[name] = _way(values[name])
    values["who"] = actor(entry)
    values["title"] = entry.object_title
    values["kind"] = kind_of_object(entry.object_label)
    values["ways"] = ", ".join(_way(way) for way in detail.get("ways", [])) or _("method unknown")
    values["counts"] = ", ".join(f"{_(name)} {number}" for name, number in detail.get("counts", {}).items())
    values["format"] = str(detail.get("format", "")).upper()
    if until := parse_datetime(str(detail.get("until", ""))):
        values["until"] = date_format(localtime(until), "SHORT_DATE_FORMAT")
    if state := parse_datetime(str(detail.get("state", ""))):
        values["state"] = date_format(localtime(state), "SHORT_DATETIME_FORMAT")
    return values


def actor(entry) -> str:
    if entry.channel == "worker" and not entry.actor_key:
        return _("The worker")
    default_name = _("Someone not signed in") if entry.channel in ("door", "site") else _("The site")
    return entry.actor_name or default_name


def _current_value(pair: list) -> str:
    """Return the value after the change, or the one before if there is none."""
    return str(next((value for value in pair[::-1] if value), ""))


def _way(name) -> str:
    return str(WAYS.get(name, name))


def label(action: str) -> str:
    formatter = registry.formatters.get(action) if registry.action_exists(action) else None
    return str(formatter.label) if formatter else action


def kind_of_object(object_label: str) -> str:
    """Return the model's name, such as “school” or “pillar page”, in the reader's language."""
    try:
        return str(apps.get_model(object_label)._meta.verbose_name)
    except (LookupError, ValueError):
        return object_label


def changes(entry) -> list[str]:
    """Return the values before and after, one line per field."""
    kind, _dot, act = entry.action.partition(".")
    if kind == "wagtail" and act in EXPLAINED:
        return [str(registry.get_formatter(entry).format_message(entry)).strip()]
    if act not in ROW_SENTENCES:
        return _other_details(entry)
    is_in_sentence = kind in COMPLETE_KINDS and act != "changed"
    return list(_fields(entry, {*entry.detail} & PLACES if is_in_sentence else {*entry.detail}))


def _other_details(entry) -> list[str]:
    lines = []
    if options := entry.detail.get("options"):
        lines.append(_("Options: %(options)s") % {"options": ", ".join(options)})
    if filters := entry.detail.get("filters"):
        lines.append(_("Filtered by: %(filters)s") % {"filters": ", ".join(filters)})
    if addresses := entry.detail.get("addresses"):
        lines.append(", ".join(addresses))
    return lines


def _fields(entry, columns: set[str]) -> Iterable[str]:
    for column in sorted(columns):
        values = entry.detail[column]
        column, _dot, language = column.partition(".")
        field = _field(entry.object_label, column)
        name = capfirst(str(field.verbose_name)) if field is not None else column
        if language:
            name = f"{name} ({language})"
        if values == "changed":
            yield _("%(field)s: changed") % {"field": name}
            continue
        before, after = (_display(field, value) for value in values)
        if entry.action.endswith(".changed"):
            yield _("%(field)s: %(before)s → %(after)s") % {"field": name, "before": before, "after": after}
        else:
            yield f"{name}: {after if entry.action.endswith('.added') else before}"


def _field(object_label: str, column: str):
    try:
        fields = apps.get_model(object_label)._meta.concrete_fields
    except (LookupError, ValueError):
        return None
    return next((field for field in fields if field.column == column), None)


def _display(field, value) -> str:
    if value in (None, ""):
        return _("nothing")
    if value in ("true", "false"):
        return _("yes") if value == "true" else _("no")
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if value.startswith("["):
        try:
            return ", ".join(str(item) for item in json.loads(value)) or _("nothing")
        except ValueError:
            pass  # was cut at 300 characters
    return value
