"""Who needs a second factor, and whether a session has shown one. No other module decides this.

Setting up the first one counts as showing it.
"""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

STRONG = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes alone do not count as a factor
PUBLISHING = Q(codename__startswith="publish_")
MANAGING = Q(content_type__app_label="auth") | Q(content_type__model="user")
UPLOADING = Q(codename__in=["add_document", "change_document"])  # a document is public as soon as it is uploaded
_powers: list[Callable[[QuerySet], bool]] = []


def register_power(has_it) -> None:
    """Add a power that is not a Django permission; `has_it(groups)` takes a queryset of a user's groups."""
    _powers.append(has_it)


def has_power(user) -> bool:
    """Return whether `user` can publish anything or manage users, through any group or their own permissions.

    Checks permissions, not role names, so permissions granted by hand count, too. Add powers that are not Django
    permissions with `register_power`.
    """
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    groups = user.groups.all()
    own = Q(group__in=groups) | Q(user=user)
    of_trees = Q(grouppagepermission__group__in=groups) | Q(groupcollectionpermission__group__in=groups)
    if Permission.objects.filter(own | of_trees, PUBLISHING | MANAGING | UPLOADING).exists():
        return True
    return any(has_it(groups) for has_it in _powers)


def must_prove(user) -> bool:
    """Return whether `user` needs a second factor on this site."""
    return settings.SECOND_FACTOR_REQUIRED and has_power(user)


def has_second_factor(user) -> bool:
    return is_mfa_enabled(user, STRONG)


def has_proven(request) -> bool:
    """Return whether this session has shown a second factor. It is not enough that the user has one."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def connect() -> None:
    authenticator_added.connect(prove, sender=Authenticator, dispatch_uid="signin.prove")


def prove(request, user, authenticator, **kwargs) -> None:
    """Count only the first factor.

    Someone who has one must show it: a session with only a password must not get further by adding another.
    """
    other_factors = user.authenticator_set.filter(type__in=STRONG).exclude(pk=authenticator.pk)
    if authenticator.type in STRONG and not other_factors.exists():
        proof = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **proof)
