"""Send errors to Sentry if SENTRY_DSN is set: what failed and where, but nothing about the visitor.

Imported only with a DSN. Events are built from a list of allowed fields, so fields added by later versions of the SDK
are not sent.
"""

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from toolkit import request_id
from toolkit.monitoring import logs

EVENT_FIELDS = (
    "event_id",
    "timestamp",
    "level",
    "platform",
    "sdk",
    "release",
    "environment",
    "logger",
    "transaction",  # the pattern of the address, not the address
    "fingerprint",
)
FRAME_FIELDS = (
    "filename",
    "abs_path",
    "module",
    "function",
    "lineno",
    "pre_context",
    "context_line",
    "post_context",
    "in_app",
)
RUNTIME = ("runtime", "trace")


def start(**options) -> None:
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        environment=str(settings.ENVIRONMENT),
        release=settings.RELEASE or None,
        before_send=allowed_event,
        send_default_pii=False,
        include_local_variables=False,  # they contain forms and queries
        max_request_body_size="never",
        max_breadcrumbs=0,  # no log of queries and calls before the error
        traces_sample_rate=None,
        auto_session_tracking=False,
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(middleware_spans=False), LoggingIntegration(sentry_logs_level=None)],
        **options,
    )


def allowed_event(event, hint):
    """Return the event with only the allowed fields."""
    allowed = {name: event[name] for name in EVENT_FIELDS if name in event}
    contexts = event.get("contexts", {})
    allowed["contexts"] = {name: contexts[name] for name in RUNTIME if name in contexts}
    allowed["tags"] = {"request": request_id.current() or "-"}
    if "logentry" in event:
        text = event["logentry"].get("formatted") or event["logentry"].get("message") or ""
        allowed["logentry"] = {"formatted": logs.without_question(text)}
    if request := event.get("request"):
        allowed["request"] = {"method": request.get("method")}
    if values := event.get("exception", {}).get("values"):
        errors = logs.exception_chain(hint["exc_info"][1]) if hint.get("exc_info") else []
        texts = [logs.loggable_text(error) for error in errors]
        if len(texts) != len(values):  # an exception group: withhold the texts, as they cannot be matched
            texts = [logs.WITHHELD] * len(values)
        allowed["exception"] = {
            "values": [exception_value(value, text) for value, text in zip(values, texts, strict=True)]
        }
    return allowed


def exception_value(value: dict, text: str) -> dict:
    frames = (value.get("stacktrace") or {}).get("frames", [])
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "value": text,
        "mechanism": {"type": "django", "handled": (value.get("mechanism") or {}).get("handled", True)},
        "stacktrace": {"frames": [{name: frame[name] for name in FRAME_FIELDS if name in frame} for frame in frames]},
    }
