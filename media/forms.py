from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm
from wagtail.utils.file import hash_filelike

from media import returns
from media.models import People, SiteImage
from media.uploads.checks import check_document
from media.uploads.fields import PictureField
from media.words import is_file_name
from toolkit.dates import day

CONSENT_FIELDS = set(returns.RECORD)
# What stays as it is until a Publisher approves a record.
HELD = (*returns.RECORD, "consent_withdrawn", "withdrawal_reason", "consent_reminder", "taken_down_at")
CONFIRMED = "record_confirmed"  # a box in the form after another file was chosen, until it is ticked


class ImageForm(BaseImageForm):
    """Form for pictures. It requires alternative text that is not a file name."""

    description = forms.CharField(
        label=_("Alternative text"),
        max_length=255,
        help_text=_(
            "What the picture shows, for people who cannot see it: one plain sentence, such as “Two scholars "
            "compare notes in a chemistry lab”. Do not use the file name."
        ),
    )

    class Meta(BaseImageForm.Meta):
        widgets = BaseImageForm.Meta.widgets | {
            "people": forms.RadioSelect,
            # The browser's own field works without scripts, so also in the form of several uploads.
            "consent_until": day(),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = kwargs.get("user")
        is_hidden = self.instance.pk and not self.instance.may_be_shown
        self.hidden_record = {name: getattr(self.instance, name) for name in HELD} if is_hidden else {}
        if collection := self.fields.get("collection"):
            collection.label = _("School")
            collection.label_from_instance = lambda one: _("The whole network") if one.is_root() else one.name
        if original := self.fields.get("file"):
            file = self.fields["file"] = PictureField(label=original.label, widget=original.widget)
            if self.is_bound or self.instance.pk:
                file.widget.attrs.pop("data-action", None)  # which writes the file's name over the title
            size = _(
                "For a page header, at least %(least_width)s × %(least_height)s pixels. In running text, a "
                "smaller picture such as a logo is fine."
            )
            focal_point = (
                _(
                    "Lists and screens crop pictures in different ways. Drag a box over the faces, or "
                    "anything else that must stay in view. This is the focal point."
                )
                if self.instance.pk
                else _(
                    "After the upload, edit the picture to mark its focal point: the part that stays in view "
                    "when it is cropped."
                )
            )
            file.help_text = f"{file.help_text} {size % SiteImage.LEAST_AT_TOP} {focal_point}"

    def clean_file(self):
        """Refuse a picture that is in the library already, so that nobody brings back one without consent."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            same = SiteImage.objects.exclude(pk=self.instance.pk).filter(file_hash=hash_filelike(file))
            if found := next((image for image in same if not image.may_be_shown), None):
                message = _("This picture is in the library and may not be used: %(reason)s.")
                raise ValidationError(message, "duplicate", {"reason": found.consent_status.label})
            if found := self._mine(same).first():
                message = _("This picture is in the library already: “%(title)s”. Choose it there.")
                raise ValidationError(message, "duplicate", {"title": found.title})
        return file

    def _mine(self, images):
        """Return those of `images` that the user can choose."""
        mine = self.permission_policy.instances_user_has_permission_for(self.user, "choose")
        return mine.filter(pk__in=images)

    def clean_description(self):
        """Reject file names."""
        text = self.cleaned_data["description"].strip()
        if is_file_name(text):
            raise forms.ValidationError(
                _("This is a file name. Describe what the picture shows in one plain sentence.")
            )
        return text

    @transaction.atomic
    def save(self, commit=True):
        """Return the same picture if a request at the same time, such as a second click, has just added it.

        A new release with a new last day ends a withdrawal; a correction of either does not.

        A Publisher approves the record by which visitors would see the picture again.
        """
        image = self.instance
        if image.pk is None and commit and "file" in self.cleaned_data:
            file_hash = hash_filelike(self.cleaned_data["file"])
            with connection.cursor() as cursor:  # until the commit
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(file_hash[:15], 16)])
            if twin := self._mine(SiteImage.objects.filter(file_hash=file_hash)).first():
                return twin
        is_new = {"release", "consent_until"} <= set(self.changed_data) and image.release and image.consent_until
        if image.consent_withdrawn and is_new:
            image.consent_withdrawn, image.withdrawal_reason = None, ""
        if "consent_until" in self.changed_data:
            image.consent_reminder = ""
        if "file" in self.changed_data:
            returns.close(image, returns.REJECT, self.user)  # its record was asked for another file
        if image.may_be_shown:
            image.taken_down_at = None
            if self.hidden_record:
                self._return_picture()
        return super().save(commit)

    def _return_picture(self):
        if returns.may_decide(self.user):
            returns.close(self.instance, returns.APPROVE, self.user)
        else:
            returns.ask(self.instance, self.user)
            for name, value in self.hidden_record.items():
                setattr(self.instance, name, value)

    def clean_consent_until(self):
        """Refuse a day in the past, unless it is the recorded one."""
        day = self.cleaned_data["consent_until"]
        if day and day < timezone.localdate() and "consent_until" in self.changed_data:
            raise ValidationError(
                _("This day has passed. Enter the last day on which the picture may be shown."), code="past"
            )
        return day

    def clean(self):
        """Require a release and a last day for a picture of scholars, and a look at the record of another file."""
        super().clean()
        is_other_file = self.instance.pk and "file" in self.changed_data and not {"file", "people"} & set(self.errors)
        is_confirmed = CONSENT_FIELDS & set(self.changed_data) or self.add_prefix(CONFIRMED) in self.data
        if is_other_file and not is_confirmed:
            self._ask_who_is_in_it()
        if self.cleaned_data.get("people") == People.SCHOLARS:
            needed = {
                "release": _("A picture of scholars needs a signed release. Enter where it is kept."),
                "consent_until": _("A picture of scholars needs a last day. It is in the signed release."),
            }
            for name, message in needed.items():
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, ValidationError(message, code="consent"))
        return self.cleaned_data

    def _ask_who_is_in_it(self):
        """Ask for the record of another file: a change of it, or a tick in a box that appears with the question."""
        message = _("This is another file. Say again who is in it, or tick the box below. Then choose the file again.")
        self.add_error("people", ValidationError(message, code="file"))
        self.fields[CONFIRMED] = forms.BooleanField(label=_("The consent record also covers this file"), required=False)
        self.order_fields(["title", "file", "description", "people", CONFIRMED])


class DocumentForm(BaseDocumentForm):
    """Form for documents. It says that files are public, because people may think they are hidden until linked."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        shown = self.fields.get("file") or self.fields["title"]  # multiple uploads send the files before the form
        note = _("Anyone can download it and find it in search, unless its collection is private.")
        shown.help_text = f"{shown.help_text} {note}".strip()

    def clean_file(self):
        """Reject files that are not of the type their name says, or that could be harmful."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            check_document(file)
        return file
