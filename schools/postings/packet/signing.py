"""Signing a packet: for whom, by whom, and only the list that was shown."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schools.changes.agreement import AgreedForm
from schools.postings import rights
from schools.postings.models import Side, SignOff
from schools.register.models import School
from schools.register.recorder import log

from .packet import Packet


def side_of(user, school: School | None) -> Side | None:
    """Return for whom `user` can sign: people who maintain all postings for the office, school editors for theirs."""
    if rights.may_keep(user, None):
        return Side.OFFICE
    return Side.SCHOOL if rights.may_keep(user, school) else None


class SignForm(AgreedForm):
    """Sign `packet` as `user`. If something is overdue or not posted, the form asks first."""

    name = forms.CharField(label=gettext_lazy("Your first and last name"), max_length=150)
    role = forms.CharField(
        label=gettext_lazy("Your role"), max_length=100, help_text=gettext_lazy("As on a letter: “Principal”.")
    )
    as_it_is = forms.BooleanField(error_messages={"required": gettext_lazy("Confirm this, or post what is missing.")})

    def __init__(self, *args, packet: Packet, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.packet, self.user = packet, user
        if user.get_full_name():
            del self.fields["name"]
        text = ngettext(
            "%(count)s posting of this list is overdue or not posted. I sign the list as it is.",
            "%(count)s postings of this list are overdue or not posted. I sign the list as it is.",
            packet.missing,
        )
        self.fields["as_it_is"].label = text % {"count": packet.missing}
        if not packet.missing:
            del self.fields["as_it_is"]

    def clean(self):
        cleaned = super().clean()
        if self.agreed != self.packet.digest:
            raise ValidationError(_("The list changed while you were reading it. Read it again, then sign."))
        return cleaned

    def save(self) -> SignOff:
        """Sign. An earlier signature of the same person on the same list is replaced; the log has both."""
        values = {
            "side": side_of(self.user, self.packet.school),
            "digest": self.packet.digest,
            "signed_at": timezone.now(),
            "name": self.user.get_full_name() or self.cleaned_data["name"],
            "role": self.cleaned_data["role"],
        }
        signed, created = SignOff.objects.update_or_create(
            school=self.packet.school, school_year=self.packet.year, signed_by=self.user, defaults=values
        )
        action = "wagtail.create" if created else "wagtail.edit"
        log(instance=signed, action=action, user=self.user, data={"sha256": signed.digest})
        return signed
