"""The privacy page of the first content said that no form asks for an e-mail; since mistakes can be reported, one does."""

import re
import uuid

from django.db import migrations
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import BaseBlockOperation

UNTRUE = re.compile(r"\s*<li[^>]*>It has no form that asks visitors for a name, address, or e-mail\.</li>")
HEADING = "If you report a mistake"
TEXT = (
    "<p>Each school’s page has a form for that. We keep what you write, the school, the language of the page, and the "
    "time, so that the staff who keep the school listings can check it. Your e-mail is kept only if you give it for an "
    "answer. A report is deleted some time after staff has dealt with it, as the form says, and after a year at the "
    "latest. So that nobody floods the form, the network address it comes from is counted for an hour in a form that "
    "cannot be read back. It is not stored with the report.</p>"
)


class TellOfReports(BaseBlockOperation):
    """Where the untrue sentence stands, it goes, and a section on reports follows."""

    operation_name_fragment = "tell_of_reports"

    def apply(self, block_value):
        told = []
        for block in block_value:
            told.append(block)
            if block["type"] == "section" and UNTRUE.search(block["value"]["text"]):
                block["value"]["text"] = UNTRUE.sub("", block["value"]["text"])
                value = {"heading": HEADING, "text": TEXT}
                told.append({"type": "section", "value": value, "id": str(uuid.uuid4())})
        return told


class Migration(migrations.Migration):

    dependencies = [
        ("alliance_site", "0002_recognitions_from_profiles"),
        ("pages", "0006_siteword"),
    ]

    operations = [
        MigrateStreamData("pages", "StandardPage", "body", [(TellOfReports(), "")], elidable=True),
    ]
