"""The forms for adding and changing users: an email address has one account, and a new account has a role."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from toolkit.accounts.notifications import SITE_ADMIN


class OneAccountMixin:
    """Refuse the email address of another account, and name the role of site admins as everywhere else."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("is_superuser"):
            field.label, field.help_text = SITE_ADMIN, _("Can do everything, and manages users.")

    def clean_email(self):
        email = self.cleaned_data["email"]
        others = get_user_model().objects.exclude(pk=self.instance.pk)
        same = others.filter(Q(email__iexact=email) | Q(username__iexact=email))
        if "email" in self.changed_data and same.exists():
            raise ValidationError(_("%(email)s already has an account.") % {"email": email})
        return email


class InvitationForm(OneAccountMixin, UserCreationForm):
    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("is_superuser") or cleaned.get("groups") or "groups" in self.errors):
            raise ValidationError(_("Choose a role. The person can do nothing without one."))
        return cleaned


class AccountForm(OneAccountMixin, UserEditForm):
    pass


class AccountViewSet(UserViewSet):
    def get_form_class(self, for_update=False):
        return AccountForm if for_update else InvitationForm
