"""The base of forms that visitors fill in, with protection against spam without a cookie, an account, or a puzzle.

A form has a field that people do not see, a signed time when it was sent out, and hourly limits shared by all
processes. Each visitor has their own limit, so no one can block a form for others. In a busy hour the limits are
lower. Of visitors' addresses, only keyed digests are stored, for one hour.

Why not a library: django-honeypot has only the hidden field, and django-ratelimit only a limit per key. The signed time
and the lower limits of a busy hour, by network, would be our own code anyway.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

HOUR = timedelta(hours=1)
WITH_PORT = re.compile(r"^(?:([\d.]+)|\[([^\]]+)\]):\d+$")  # some proxies add the port
NETWORK = {4: 24, 6: 48}  # prefix lengths: an attacker with many addresses has a network at least this large


@dataclass
class Guard:
    """The protection of one kind of form. `sent_since` returns how many came in since a moment.

    `name` is also the salt of its stamps, so it must be unique.
    """

    name: str
    sent_since: Callable[[datetime], int]
    most_of_one: int  # per hour from one visitor; one in a busy hour
    busy: int  # per hour from all visitors
    most_of_network: int  # per hour from one network, in a busy hour
    shortest: timedelta = timedelta(seconds=3)  # people take longer to read and write
    longest: timedelta = timedelta(hours=24)

    def stamp(self, subject: str) -> str:
        """Return a signed stamp: the form about `subject`, such as a school, was sent out now."""
        return signing.TimestampSigner(salt=self.name).sign(subject)

    def check(self, stamped: str, subject: str) -> str:
        """Return the problem with a stamp that came back: `early`, `late`, `forged`, or empty if there is none."""
        signer = signing.TimestampSigner(salt=self.name)
        try:
            if signer.unsign(stamped, max_age=self.longest) != subject:
                return "forged"
        except signing.SignatureExpired:
            return "late"
        except signing.BadSignature:
            return "forged"
        try:
            signer.unsign(stamped, max_age=self.shortest)
        except signing.SignatureExpired:
            return ""
        return "early"

    def is_busy(self) -> bool:
        """Return whether so many came in the last hour that limits are lower."""
        return self.sent_since(timezone.now() - HOUR) >= self.busy

    def may_send(self, request) -> bool:
        """Return whether one more is within the limits. If so, count it for an hour."""
        address = address_of(request)
        if not self.is_busy():
            return take_place(self.name, address, self.most_of_one)
        return take_place(self.name, address, 1) and take_place(self.name, network_of(request), self.most_of_network)


def take_place(kind: str, name: str, most: int, time: timedelta = HOUR) -> bool:
    """Take one of the `most` places that `name` has in a `kind` for a time, and return whether one was free.

    `cache.add` succeeds in one process only, so a place is never taken twice. Nothing reads the values, because the
    public door may write the table, and reading one would run the code in it.
    """
    limits, digest = caches["visitor_limits"], salted_hmac(kind, name).hexdigest()
    return any(limits.add(f"{kind}:{digest}:{number}", 1, time.total_seconds()) for number in range(most))


def was_taken(kind: str, name: str, time: timedelta) -> bool:
    """Take the only place that `name` has in a `kind`, and return whether it was taken before."""
    place = f"{kind}:{salted_hmac(kind, name).hexdigest()}:only"
    limits = caches["visitor_limits"]
    return not limits.add(place, 1, time.total_seconds()) and limits.has_key(place)  # a failed write takes no place


def network_of(request) -> str:
    """Return the wider network of the visitor's address, such as `192.0.2.0/24`; for IPv6, its /48 network.

    Empty if the address is unknown. The activity log stores it of people who sign in.
    """
    if not (address := address_of(request)):
        return ""
    network = ip_network(address)
    return str(network.supernet(new_prefix=NETWORK[network.version]))


def address_of(request) -> str:
    """Return the visitor's IP address, as the outermost of our `PROXIES` saw it; for IPv6, only its /64 network."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    forwarded = hops[-settings.PROXIES] if 0 < settings.PROXIES <= len(hops) else ""
    for text in (forwarded, request.META.get("REMOTE_ADDR", "")):
        try:
            address = ip_address(WITH_PORT.sub(r"\1\2", text))
        except ValueError:
            continue
        address = getattr(address, "ipv4_mapped", None) or address  # from a dual-stack socket
        return str(ip_network((address, 64), strict=False) if address.version == 6 else address)
    return ""


class Text(forms.CharField):
    """Text in which a line break counts as one character, as in the browser."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class VisitorForm(forms.Form):
    """A form about `about`, such as a school's short name. Check `is_trapped` after validation."""

    guard: Guard

    subject = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    PROBLEMS = {
        "early": _("You sent this very quickly. Check it and send it again."),
        "late": _("This page was open for more than a day. Your text is still here. Please send it again."),
        "forged": _("This page could not be verified. Your text is still here. Please send it again."),
    }

    def __init__(self, data=None, *, about):
        self.about = about
        super().__init__(data, initial={"stamp": self.guard.stamp(about)})

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [self[name] for name in self.fields if name not in VisitorForm.base_fields]

    @property
    def answers(self) -> dict:
        """The cleaned values of `questions`."""
        return {field.name: self.cleaned_data[field.name] for field in self.questions}

    @property
    def is_trapped(self) -> bool:
        """True if someone filled in the field that people do not see."""
        return bool(self.cleaned_data.get("subject"))

    @property
    def is_repeat(self) -> bool:
        """True if this very form was sent before. Other visitors may give the same answers.

        Ask in the transaction that saves the answers, so that a form whose saving failed can be sent again.
        """
        sent = json.dumps([self.cleaned_data["stamp"], self.answers], sort_keys=True, default=str)
        return was_taken(self.guard.name, sent, self.guard.longest)

    def clean(self):
        cleaned = super().clean()
        problem = self.guard.check(cleaned.get("stamp", ""), self.about)
        if problem and not self.is_trapped:
            raise ValidationError(self.PROBLEMS[problem], code=problem)
        return cleaned

    def with_new_stamp(self):
        """Return this form with a new stamp, so that it can be sent again. Answers and errors stay."""
        self.data = self.data.copy()
        self.data["stamp"] = self.guard.stamp(self.about)
        return self
