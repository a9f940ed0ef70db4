"""The recognitions that the first content put into the text of profiles become rows of the register."""

import html
import json
import re

from django.db import migrations

ITEM = re.compile(r'<li><b>([^<]+)</b>, (\d{4}) \((?:<a href="([^"]+)">)?([^<]+?)(?:</a>)?\)</li>')


def recognized(block: dict) -> list[tuple[str, str, str, str]]:
    """(title, year, address, source) of each item of a section that the first content wrote; nothing for any other."""
    value = block.get("value")
    if block.get("type") != "section" or value.get("heading") != "Recognition":
        return []
    items = ITEM.findall(value["text"])
    return items if ITEM.sub("", value["text"]) == "<ul></ul>" else []


def without(blocks: list[dict]) -> list[dict]:
    return [block for block in blocks if not recognized(block)]


def move(apps, schema_editor):
    Recognition = apps.get_model("schools", "Recognition")
    Revision = apps.get_model("wagtailcore", "Revision")
    for page in apps.get_model("schools", "SchoolPage").objects.all():
        blocks = list(page.body.raw_data)
        if (left := without(blocks)) == blocks:
            continue
        for title, year, address, source in (item for block in blocks for item in recognized(block)):
            Recognition.objects.get_or_create(
                school_id=page.school_id,
                title=html.unescape(title),
                year=year,
                defaults={"source": html.unescape(source), "source_url": html.unescape(address)},
            )
        page.body = json.dumps(left)
        page.save(update_fields=["body"])
        for revision in Revision.objects.filter(pk=page.latest_revision_id):
            revision.content["body"] = json.dumps(without(json.loads(revision.content["body"])))
            revision.save(update_fields=["content"])


class Migration(migrations.Migration):

    dependencies = [
        ("schools", "0012_recognitions"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop, elidable=True)]
