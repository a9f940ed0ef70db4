"""Errors to a Sentry, if SENTRY_DSN names one. It learns what failed and where, and nothing of who asked for what.

Loaded only with a DSN. What leaves is put together from a list of what may; what a later version of the SDK adds
stays here.
"""

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from toolkit import request_id
from toolkit.monitoring import logs

KEPT = (
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
OF_A_FRAME = (
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
        before_send=discreet,
        send_default_pii=False,
        include_local_variables=False,  # forms and questions are in them
        max_request_body_size="never",
        max_breadcrumbs=0,  # queries and calls that led to the error
        traces_sample_rate=None,
        auto_session_tracking=False,
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(middleware_spans=False), LoggingIntegration(sentry_logs_level=None)],
        **options,
    )


def discreet(event, hint):
    """The event with what may leave the site."""
    sent = {name: event[name] for name in KEPT if name in event}
    contexts = event.get("contexts", {})
    sent["contexts"] = {name: contexts[name] for name in RUNTIME if name in contexts}
    sent["tags"] = {"request": request_id.current()}
    if "logentry" in event:
        text = event["logentry"].get("formatted") or event["logentry"].get("message") or ""
        sent["logentry"] = {"formatted": logs.without_question(text)}
    if asked := event.get("request"):
        sent["request"] = {"method": asked.get("method")}
    if values := event.get("exception", {}).get("values"):
        errors = logs.chain(hint["exc_info"][1]) if hint.get("exc_info") else []
        texts = [logs.said(error) for error in errors]
        if len(texts) != len(values):  # a group; better nothing than the wrong one's
            texts = [logs.WITHHELD] * len(values)
        sent["exception"] = {"values": [told(value, text) for value, text in zip(values, texts, strict=True)]}
    return sent


def told(value: dict, text: str) -> dict:
    frames = (value.get("stacktrace") or {}).get("frames", [])
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "value": text,
        "mechanism": {"type": "django", "handled": (value.get("mechanism") or {}).get("handled", True)},
        "stacktrace": {"frames": [{name: frame[name] for name in OF_A_FRAME if name in frame} for frame in frames]},
    }
