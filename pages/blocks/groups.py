"""The headings under which editors choose a block."""

from django.utils.translation import gettext_lazy as _

TEXT, PICTURES, EVIDENCE, ACTION = _("Text"), _("Pictures and files"), _("Evidence"), _("Next step")
