"""Proof packets in the admin: the list of schools, one packet, its downloads, and signing only the list shown."""

from io import BytesIO

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from schools.changes.agreement import AgreedForm
from schools.postings import rights
from schools.postings.models import Posting, Side, SignOff
from schools.postings.status import name_of, slug_of
from schools.postings.tracker import OfTracker
from schools.register.models import School
from schools.register.recorder import log
from schools.register.school_year import school_year, shown_year, years_around

from .folder import LARGEST, folder, size
from .packet import Packet, is_year, packet, packets, schools_of
from .pdf import pdf


def side_of(user, school: School | None) -> Side | None:
    """Return for whom `user` can sign: people who maintain all postings for the office, school editors for theirs."""
    if rights.may_keep(user, None):
        return Side.OFFICE
    return Side.SCHOOL if rights.may_keep(user, school) else None


class SignForm(AgreedForm):
    """Sign `packet` as `user`. If something is overdue or not posted, the form asks first."""

    name = forms.CharField(label=_("Your first and last name"), max_length=150)
    role = forms.CharField(label=_("Your role"), max_length=100, help_text=_("As on a letter: “Principal”."))
    as_it_is = forms.BooleanField(error_messages={"required": _("Confirm this, or post what is missing.")})

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


ON_A_PAGE = 50


class PacketsView(OfTracker, TemplateView):
    """The sign-offs of all schools for one school year."""

    template_name = "postings/packets.html"
    page_title = _("Proof packets")

    def check(self, user):
        if not rights.sees_network(user):
            raise PermissionDenied

    def get_context_data(self, **kwargs):
        year = self.request.GET.get("year", "")
        year = year if is_year(year) else school_year(timezone.localdate())
        schools = [None, *schools_of(year).order_by("name")]
        page = Paginator(schools, ON_A_PAGE).get_page(self.request.GET.get("p"))
        oldest_first = SignOff.objects.filter(school_year=year).order_by("signed_at", "pk")
        signed = {(one.school_id, one.side): one for one in oldest_first}
        rows = [
            (one, slug_of(one.school), [(side, signed.get((one.school and one.school.pk, side))) for side in Side])
            for one in packets(page.object_list, year)
        ]
        years = [one for one in years_around(timezone.localdate()) if is_year(one)]
        return super().get_context_data(rows=rows, page=page, year=year, years=years, **kwargs)


class PacketMixin(OfTracker):
    """Base of the views of one packet: `whose` and `year` in the URL."""

    def check(self, user):
        if not is_year(self.kwargs["year"]):
            raise Http404

    @cached_property
    def packet(self) -> Packet:
        return packet(self.school, self.kwargs["year"])

    @property
    def sign_offs(self) -> QuerySet[SignOff]:
        return SignOff.objects.filter(school_year=self.kwargs["year"], school=self.school)

    def url(self, name: str = "posting_packet") -> str:
        return reverse(name, args=[self.kwargs["whose"], self.kwargs["year"]])

    def file_name(self, ending: str) -> str:
        return f"required-postings-{self.kwargs['whose']}-{self.kwargs['year']}.{ending}"


class PacketView(PacketMixin, FormView):
    """The packet, and below it the form to sign it."""

    template_name = "postings/packet.html"
    form_class = SignForm

    def get_page_title(self):
        return _("Proof packet")

    def get_page_subtitle(self):
        return f"{name_of(self.school)}, {shown_year(self.packet.year)}"

    @property
    def parents(self):
        return self.below(reverse("posting_packets"), PacketsView.page_title)

    def get_header_buttons(self):
        return [
            HeaderButton(_("PDF"), self.url("posting_packet_pdf"), icon_name="doc-full"),
            HeaderButton(_("Folder with all files (ZIP)"), self.url("posting_packet_folder"), icon_name="download"),
        ]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "packet": self.packet, "user": self.request.user}

    def post(self, request, *args, **kwargs):
        if side_of(request.user, self.school) is None:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        form.save()
        messages.success(self.request, _("Signed."))
        return redirect(self.url())

    def get_context_data(self, **kwargs):
        first = Posting.objects.of_school(self.school).order_by("posted_at").values_list("posted_at", flat=True).first()
        since = school_year(timezone.localdate(first)) if first else self.packet.year
        years = [year for year in years_around(timezone.localdate()) if is_year(year) and year >= since]
        context = super().get_context_data(
            packet=self.packet,
            sign_offs=list(self.sign_offs),
            side=side_of(self.request.user, self.school),
            years=[(year, reverse("posting_packet", args=[self.kwargs["whose"], year])) for year in years],
            **kwargs,
        )
        context["form"].show(self.packet.digest)
        return context


class PdfView(PacketMixin, View):
    def get(self, request, *args, **kwargs):
        file = BytesIO(pdf(self.packet, self.sign_offs))
        return FileResponse(file, as_attachment=True, filename=self.file_name("pdf"))


class FolderView(PacketMixin, View):
    def get(self, request, *args, **kwargs):
        if (total := size(self.packet)) > LARGEST:
            text = _("The documents are too big for one folder: %(size)s. The PDF lists each one with its address.")
            messages.error(request, text % {"size": filesizeformat(total)})
            return redirect(self.url())
        head = {
            "Content-Type": "application/zip",
            "Content-Disposition": f'attachment; filename="{self.file_name("zip")}"',
        }
        pieces = folder(self.packet, self.sign_offs, get_language())  # which are made after this view has returned
        return StreamingHttpResponse(pieces, headers=head)
