"""Count the setup of a second factor as showing it, so the session does not ask for another code."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added

from toolkit.accounts import second_factor


def connect() -> None:
    authenticator_added.connect(prove, sender=Authenticator, dispatch_uid="signin.prove")


def prove(request, user, authenticator, **kwargs) -> None:
    """Count only the first factor.

    Someone who has one must show it: a session with only a password must not get further by adding another.
    """
    other_factors = user.authenticator_set.filter(type__in=second_factor.STRONG).exclude(pk=authenticator.pk)
    if authenticator.type in second_factor.STRONG and not other_factors.exists():
        proof = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **proof)
