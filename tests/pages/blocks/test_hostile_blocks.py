"""Every block renders safely, whatever is stored in it: values are made by walking the blocks, so new ones are covered.

Three values of each block: hostile (markup, scripts, long words, other alphabets), empty, and with everything it
refers to deleted.
"""

import json
import re
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.blocks import ChooserBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.coreutils import resolve_model_string

from media.models import SiteDocument
from pages.blocks import BODY, ENROLL, FIGURES, TIMELINE
from pages.models import AboutPage, Figure, FigureValue, FormPage, HomePage
from schools.models import EnrollPage
from tests.content_cache import forget
from tests.factories import profile, standard
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
GONE = 999_999_999  # the key of nothing
MARK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7|add:71234567 }}{% now %}"
WORD = "Donaudampfschifffahrtsgesellschaft" * 8
TEXT = f"{MARK} {WORD} \u202eمدرسة\u202c 学校 👩🏽‍🏫\u200b"
ADDRESS = "javascript:alert(document.domain)"
RANGES = {"inlineStyleRanges": [], "entityRanges": [{"offset": 0, "length": 9, "key": 0}]}
LINKED = {
    "blocks": [{"key": "a", "text": TEXT, "type": "unstyled", "depth": 0, **RANGES}],
    "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": ADDRESS}}},
}
EVERY = dict([*BODY, *ENROLL, *FIGURES, *TIMELINE])
COMPLETE = {"schools"}  # lists all of them, unless an editor chooses
SINGLE = {"answer": (EnrollPage, "body"), "milestone": (AboutPage, "timeline"), "figure": (AboutPage, "figures")}


def stored(block, leaf, length=1):
    """Return raw data of `block` as the database has it: `leaf(block)` for each leaf, `length` items in each list."""
    if isinstance(block, TypedTableBlock):
        columns = [{"type": name, "heading": leaf(blocks.CharBlock())} for name in block.child_blocks]
        cells = [leaf(child) for child in block.child_blocks.values()]
        return {"columns": columns, "rows": [{"values": cells}] * length, "caption": leaf(blocks.CharBlock())}
    if isinstance(block, blocks.StructBlock):
        return {name: stored(child, leaf, length) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        child = block.child_block
        return [{"type": "item", "id": str(n), "value": stored(child, leaf, length)} for n in range(length)]
    return leaf(block)


def hostile(block):
    if isinstance(block, ChooserBlock):
        return GONE
    if isinstance(block, blocks.RichTextBlock):
        return ContentstateConverter(["link", "bold"]).to_database_format(json.dumps(LINKED))
    if isinstance(block, blocks.URLBlock):
        return ADDRESS
    if isinstance(block, blocks.BooleanBlock):
        return False
    return [TEXT] if isinstance(block, blocks.MultipleChoiceBlock) else TEXT


# Also nothing, and what an untouched form stores.
WITHOUT_TARGETS = (hostile, lambda block: None, lambda block: block.get_prep_value(block.get_default()))


@pytest.fixture
def existing(picture):
    """Make values with hostile words and something that exists behind each chooser."""

    def figure():
        value = FigureValue(value=MARK[:20], as_of="2026", source=MARK)
        return Figure.objects.create(name=f"Hostile {next(numbers)}", label=MARK, values=[value], live=True).pk

    def form():
        page = FormPage(title=MARK[:200], slug=f"hostile-{next(numbers)}", summary=MARK[:150], thanks=MARK)
        return HomePage.objects.get(locale__language_code="en").add_child(instance=page).pk

    numbers = count()
    make = {
        "FormPage": form,
        "SiteImage": lambda: picture(size=(40, 30), description=MARK, credit=MARK).pk,  # small: it has renditions
        "SiteDocument": lambda: SiteDocument.objects.create(title=MARK, file="form.pdf", file_size=1).pk,
        "Figure": figure,
        "Page": lambda: AboutPage.objects.get(locale__language_code="en").pk,
        "School": lambda: profile().school_id,
    }

    def leaf(block):
        if isinstance(block, ChooserBlock):
            return make[resolve_model_string(block.target_model).__name__]()
        return "https://example.org/<script>" if isinstance(block, blocks.URLBlock) else hostile(block)

    return leaf


@pytest.fixture
def show(client):
    """Publish a page with raw data as its body, and get it."""

    def get(body):
        page.body = page.body.stream_block.to_python(body)
        page.save(clean=False)
        return client.get("/blocks/")

    page = standard("Blocks")
    return get


def body_of(name, *leaves) -> list[dict]:
    """Return raw data with the block, its lists empty, with one item, with three, and without any field."""
    block = EVERY[name]
    lengths = (0, 1, 3) if has_list(block) else (1,)
    values = [stored(block, leaf, length) for leaf in leaves for length in lengths]
    values += [{}] if isinstance(block, blocks.StructBlock | TypedTableBlock) else []
    return [{"type": name, "id": f"{name}-{n}", "value": value} for n, value in enumerate(values)]


def has_list(block) -> bool:
    children = getattr(block, "child_blocks", {}).values()
    return isinstance(block, TypedTableBlock) or any(isinstance(one, blocks.ListBlock) for one in children)


def assert_safe(response):
    assert response.status_code == 200
    main = assert_valid(response).main
    assert not main.select("script, [onerror], [onclick], [src=x]")
    links = [tag["href"] for tag in main.select("[href]")]
    assert not [link for link in links if re.match(r"\s*(javascript|data|vbscript):", link, re.IGNORECASE)]
    for tag in main.select("h1, h2, h3, h4, th, caption, summary, a, figcaption"):
        assert tag.get_text(strip=True) or tag.find(["img", "svg"]), tag
    assert "71234574" not in main.get_text(), "runs no templates"


@pytest.mark.parametrize("name", [name for name, _block in BODY])
def test_a_block_renders_safely_whatever_is_stored(name, existing, show):
    for leaves in (WITHOUT_TARGETS, (existing,)):
        assert_safe(show(body_of(name, *leaves)))


@pytest.mark.parametrize("name", sorted(EVERY.keys() - dict(BODY).keys()))
def test_blocks_of_single_pages_render_safely(name, client):
    model, field = SINGLE[name]
    page = model.objects.get(locale__language_code="en")
    setattr(page, field, getattr(page, field).stream_block.to_python(body_of(name, *WITHOUT_TARGETS)))
    page.save(clean=False)
    assert_safe(client.get(page.get_url()))


@pytest.mark.parametrize("name", [name for name, block in BODY if has_list(block)])
def test_a_block_takes_the_same_queries_for_one_item_and_many(name, existing, show, client):
    queries = []
    for length in (1, 3):
        show([{"type": name, "value": stored(EVERY[name], existing, length)}])
        forget()
        with CaptureQueriesContext(connection) as captured:
            client.get("/blocks/")
        queries.append(len(captured))
    assert queries[0] == queries[1]


@pytest.mark.parametrize("name", [name for name, _block in BODY if name not in COMPLETE])
def test_a_draft_may_be_incomplete(name):
    block = EVERY[name]
    assert block.clean_deferred(block.get_default()) is not None
    with pytest.raises(ValidationError):
        block.clean(block.get_default())
