"""The recognitions that the first content put into the text of profiles become rows of the register.

What staff wrote or deleted themselves stays as it is: `load_site` adds no recognitions to a site that has its profiles.
"""

import html
import re

from django.db import migrations
from django.db.models import F
from django.db.models.fields.json import JSONField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import BaseBlockOperation

ITEM = re.compile(r'<li[^>]*><b>([^<]+)</b>, (\d{4}) \((?:<a href="([^"]+)">)?([^<]+?)(?:</a>)?\)</li>')


def recognized(block: dict) -> list[tuple[str, str, str, str]]:
    """(title, year, address, source) of each item of a section that the first content wrote; nothing for any other.

    The editor adds attributes to what it saves.
    """
    if block["type"] != "section" or block["value"]["heading"] != "Recognition":
        return []
    text = block["value"]["text"]
    return ITEM.findall(text) if re.fullmatch(r"<ul[^>]*>\s*</ul>", ITEM.sub("", text)) else []


class RemoveRecognitions(BaseBlockOperation):
    operation_name_fragment = "remove_recognitions"

    def apply(self, block_value):
        return [block for block in block_value if not recognized(block)]


def make_rows(apps, schema_editor):
    Recognition = apps.get_model("schools", "Recognition")
    changed = set()
    pages = apps.get_model("schools", "SchoolPage").objects.annotate(blocks=Cast(F("body"), JSONField()))
    for school, blocks in pages.values_list("school", "blocks"):
        for title, year, address, source in (item for block in blocks or [] for item in recognized(block)):
            facts = {"source": html.unescape(source), "source_url": html.unescape(address)}
            Recognition.objects.get_or_create(
                school_id=school, title=html.unescape(title), year=int(year), defaults=facts
            )
            changed.add(school)
    apps.get_model("schools", "School").objects.filter(pk__in=changed).update(changed=timezone.now())


def remember(apps, schema_editor):
    Loaded = apps.get_model("alliance_site", "LoadedContent")
    for key in Loaded.objects.filter(key__startswith="profile:").values_list("key", flat=True):
        Loaded.objects.get_or_create(key=key.replace("profile:", "recognitions:", 1))


class Migration(migrations.Migration):

    dependencies = [
        ("alliance_site", "0001_initial"),
        ("schools", "0012_recognitions"),
    ]

    operations = [
        migrations.RunPython(make_rows, migrations.RunPython.noop, elidable=True),
        MigrateStreamData("schools", "SchoolPage", "body", [(RemoveRecognitions(), "")], elidable=True),
        migrations.RunPython(remember, migrations.RunPython.noop, elidable=True),
    ]
