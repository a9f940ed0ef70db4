"""What each block refuses when its page goes out, and what it leaves out of the page."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Collection, CollectionViewRestriction

from media.models import SiteDocument, SiteImage
from media.removal import uses_of
from pages.blocks import BODY
from pages.figures.display import stream_texts
from pages.links.places import with_changes
from pages.models import AboutPage, Figure, FigureValue, HomePage, PillarPage, StandardPage
from pages.models.lookup import set_anchors
from pages.texts.pages import texts_of
from pages.translation.following import merged, share
from pages.translation.panel import sections
from schools.models import School
from tests.cases import cases, fields
from tests.factories import SchoolFactory, home, profile, standard
from tests.html import main_of, soup, words
from tests.pages.forms import checked

pytestmark = pytest.mark.django_db
BLOCKS = dict(BODY)
TABLE = {
    "caption": "School day",
    "columns": [{"type": "text", "heading": "Day"}, {"type": "rich_text", "heading": "Office"}],
    "rows": [{"values": ["Monday", '<p><a href="https://example.org/hours">Hours of the office</a></p>']}],
}


def errors_of(name, **values) -> dict[str, list[str]]:
    """Return what publishing says about the preview value of a block with other `values`, by field."""
    block = BLOCKS[name]
    value = block.normalize({**block.get_preview_value(), **values})
    try:
        block.clean(value)
    except ValidationError as error:
        return {field: one.messages for field, one in getattr(error, "block_errors", {}).items()}
    return {}


def page_with(*body, slug="blocks", language="en") -> StandardPage:
    raw = [{"id": name, "type": name, "value": value} for name, value in body]
    return standard("Blocks", home(language), slug=slug, body=StandardPage.body.field.stream_block.to_python(raw))


def items(*values) -> list[dict]:
    return [{"type": "item", "id": str(number), "value": value} for number, value in enumerate(values)]


def test_sections_with_the_same_heading_have_anchors_of_their_own():
    body = [{"id": key, "type": "section", "value": {"heading": "Steps", "text": ""}} for key in "ab"]
    page = StandardPage(body=StandardPage.body.field.stream_block.to_python(body))
    set_anchors(page)
    assert [block.value.anchor for block in page.body] == ["steps", "steps-2"]


@pytest.mark.parametrize(("name", "entered", "refused"), cases(__file__, "refused.csv"))
def test_a_block_goes_out_only_with_what_it_needs(name, entered, refused):
    assert list(errors_of(name, **fields(entered))) == refused.split()


def test_a_call_to_action_goes_out_with_one_link_and_not_even_a_draft_has_two():
    block, value = BLOCKS["call_to_action"], {"heading": "Next", "link_text": "Go"}
    with pytest.raises(ValidationError):
        block.clean(block.normalize(value))
    with pytest.raises(ValidationError):
        block.clean_deferred(block.normalize(value | {"url": "https://a.org/", "page": AboutPage.objects.first()}))


def test_where_the_permission_is_kept_is_never_public(client):
    value = {"quote": "Boundless", "attribution": "Ana", "staff_permission": "on_file", "staff_release": "Binder 7"}
    page = page_with(("pull_quote", value))
    indexed = page.body.stream_block.get_searchable_content(page.body)
    said = [*indexed, *stream_texts(page.body, has_pictures=False), *(text.value for text in texts_of(page))]
    said.append(client.get("/blocks/").content.decode())
    assert not [text for text in said if "Binder" in text or "on file" in str(text)]


@pytest.mark.parametrize(("typed", "kept"), cases(__file__, "quotes.csv"))
def test_marks_around_a_quote_are_left_to_the_page(typed, kept):
    block = BLOCKS["pull_quote"]
    assert block.clean_deferred(block.to_python({"quote": typed, "attribution": ""}))["quote"] == kept
    assert checked(PillarPage.objects.first(), quote=typed).cleaned_data["quote"] == kept


@pytest.mark.parametrize("alt", ["IMG_1234", "DSC00042.JPG", "image 1", "Screenshot 2026-01-01", "foto.heic", "photo"])
def test_a_picture_needs_alternative_text_that_is_no_file_name_unless_it_is_decorative(alt, picture):
    image = picture()
    image.contextual_alt_text, image.decorative = alt, False
    image.file.name = "photo.png"
    with pytest.raises(StructBlockValidationError) as error:
        BLOCKS["picture"].child_blocks["image"].clean(image)
    assert f"“{alt}” is the name of a file" in error.value.block_errors["alt_text"].messages[0]
    image.contextual_alt_text = f"{alt} of two scholars"
    assert errors_of("picture", image=image) == {}
    image.contextual_alt_text = ""
    assert set(errors_of("picture", image=image)) == {"image"}
    image.decorative = True
    assert errors_of("picture", image=image) == {}


def test_a_gallery_shows_only_pictures_with_consent_and_says_nothing_of_others(client, picture):
    shown, hidden = picture(), picture(color="#123456")
    SiteImage.objects.filter(pk=hidden.pk).update(people="scholars")
    pictures = [
        {"image": {"image": image.pk, "alt_text": "Two scholars", "decorative": False}, "caption": caption}
        for image, caption in ((shown, "Shown"), (hidden, "Zinnia"))
    ]
    page = page_with(("gallery", {"heading": "A day", "pictures": items(*pictures)}))
    assert len(soup(client.get("/blocks/")).select(".gallery picture")) == 1
    assert "Zinnia" not in words(client.get("/blocks/"))
    page.refresh_from_db()
    assert "Zinnia" not in str(page.body.stream_block.get_searchable_content(page.body))
    assert [use.page.pk for use in uses_of(hidden)] == [page.pk]


def test_a_video_is_a_link_that_loads_nothing_and_says_where_it_leads(client):
    page_with(("video", BLOCKS["video"].get_prep_value(BLOCKS["video"].get_preview_value())))
    main = soup(client.get("/blocks/")).main
    assert main.select_one(".video a")["href"] == "https://example.org/video"
    text = main.select_one(".video").get_text(" ")
    for part in ("A morning at our school", "example.org", "3:20", "English, Spanish", "Good morning"):
        assert part in text
    assert not main.select("iframe, video, embed, object, [src^=http]")


def test_private_and_deleted_documents_are_left_out(client):
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    make = SiteDocument.objects.create
    public = make(title="Calendar", file="calendar.pdf", file_size=2048)
    private = make(title="Minutes", file="minutes.pdf", collection=collection)
    page_with(("documents", {"heading": "Forms", "documents": items(public.pk, private.pk, 999_999)}))
    text = words(client.get("/blocks/"))
    assert "Calendar PDF, 2.0 KB" in text.replace("\xa0", " ")
    assert "Minutes" not in text
    public.delete()
    assert "Forms" not in words(client.get("/blocks/"))


def test_a_table_has_a_caption_and_headings_of_rows_and_columns(client):
    page_with(("table", TABLE))
    table = soup(client.get("/blocks/")).table
    headings = [(cell["scope"], cell.get_text()) for cell in table.find_all("th")]
    assert table.caption.get_text() == "School day"
    assert headings == [("col", "Day"), ("col", "Office"), ("row", "Monday")]
    assert table.td.a["href"] == "https://example.org/hours"
    assert table.parent["tabindex"] == "0"
    assert table.parent["aria-label"] == "School day"


@pytest.mark.parametrize(
    "change",
    [{"caption": " "}, {"rows": []}, {"columns": [{"type": "text", "heading": ""}], "rows": [{"values": ["Monday"]}]}],
)
def test_a_table_without_caption_headings_or_rows_is_refused_but_may_be_a_draft(change):
    block = BLOCKS["table"]
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(TABLE | change))
    assert error.value.non_block_errors
    block.clean_deferred(block.to_python(TABLE | change))


def test_the_words_of_a_table_are_translated_and_a_new_row_of_the_original_moves_no_translated_cells():
    more = {**TABLE, "rows": [{"values": ["Sunday", "<p>Closed</p>"]}, *TABLE["rows"]]}
    source, page = page_with(("table", more)), page_with(("table", TABLE), slug="bloques", language="es")
    assert {"School day", "Day", "Monday"} <= {text.value for text in texts_of(source)}
    spanish = {**TABLE, "caption": "Horario", "rows": [{"values": ["Lunes", "<p>8</p>"]}]}
    page.body = page.body.stream_block.to_python([{"id": "table", "type": "table", "value": spanish}])
    share(page, source)
    assert (page.body[0].value.caption, page.body[0].value.row_data[0]["values"][0]) == ("Horario", "Lunes")
    assert sections(source) != sections(page)  # the panel offers to bring the row in
    table = merged(page, source).body[0].value
    assert table.caption == "Horario"
    assert [row["values"][0] for row in table.row_data] == ["Sunday", "Monday"]


def test_a_table_of_a_school_editor_keeps_its_words_without_links_that_are_out_of_reach():
    block, page = BLOCKS["table"], HomePage.objects.first()
    text = f'<p><a linktype="page" id="{page.pk}">Us</a></p>'
    table = block.to_python({**TABLE, "rows": [{"values": ["Monday", text]}]})
    kept = with_changes(block, table, {(type(page.page_ptr), str(page.pk)): None})
    assert kept.row_data[0]["values"][0] == "Monday"
    assert kept.row_data[0]["values"][1].source == "<p>Us</p>"


def test_a_school_list_has_the_chosen_schools_in_order_or_a_level_in_the_pages_language_and_no_closed_ones(
    client,
):
    def listed(path="/blocks/"):
        return [card["data-school"] for card in soup(client.get(path)).select(".school-card")]

    two = [SchoolFactory(name=f"Alliance {name}", level="middle") for name in ("Zeta", "Alpha")]
    for school in two:
        profile(school)
    page_with(("schools", {"heading": "", "which": "chosen", "schools": items(two[0].pk, two[1].pk)}))
    assert listed() == [school.slug for school in two]
    value = {"heading": "", "which": "middle", "schools": []}
    page_with(("schools", value), slug="levels")
    page_with(("schools", value), slug="bloques", language="es")
    english, spanish = set(listed("/levels/")), set(listed("/es/bloques/"))
    assert english - spanish == {school.slug for school in two}, "these have no profile in Spanish"
    assert spanish
    assert all("/es/" in a["href"] for a in soup(client.get("/es/bloques/")).select(".school-card__name a"))
    assert not english & set(School.objects.filter(level="high").values_list("slug", flat=True))
    School.objects.filter(pk=two[0].pk).update(closed="2020-01-01")
    assert listed() == [two[1].slug]


def test_percentages_are_drawn_on_one_scale_and_other_values_only_written(client):
    def show(*values):
        figures = [
            Figure.objects.create(name=value, label="us", values=[FigureValue(value=value, as_of=f"200{n}")])
            for n, value in enumerate(values)
        ]
        block = {"heading": "Then and now", "figures": figures, "note": "They count different students."}
        page.body = [("comparison", block)]
        page.save()
        found = main_of(client, "/blocks/").select_one(".comparison")
        return found.get_text(), [share["d"] for share in found.select(".comparison__share")]

    page = page_with()
    text, shares = show("49%", "95.5%")
    assert shares == ["M0 .2H49.0", "M0 .2H95.5"]
    for said in ("Then and now", "49%", "95.5%", "2000", "2001", "They count different students."):
        assert said in text
    for value in ("13,000", "150%", "%", "one%", "-3%"):
        text, shares = show(value, "95%")
        assert value in text
        assert len(shares) == 1, value
