"""The base of every page type: summary, panels, permissions, public cache headers, structured data."""

from http import HTTPMethod

from django.conf import settings
from django.db import models
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.text import format_lazy
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, PagePermissionTester, PageViewRestriction
from wagtail.search import index

from media.models import SiteImage
from media.words import plain
from pages.editor.forms import SentencesInput
from pages.editor.schedule import ScheduledMixin, SchedulePanel
from pages.figures.display import stream_texts, text_of
from pages.models.lookup import set_anchors
from pages.models.page_form import PageForm
from pages.routing.words import redirect_to_words
from pages.texts.fields import BodyField
from pages.texts.pages import texts_of
from pages.texts.reading import Reading, measure, paragraph
from pages.translation.models import TranslationMixin
from pages.translation.panel import TranslationPanel
from toolkit.cache_control import public


def searched(*names: str) -> list[index.SearchField]:
    """Return the fields of these names for the search index."""
    return [index.SearchField(name) for name in names]


class PagePermissions(PagePermissionTester):
    """Wagtail's permissions, except for removing pages.

    A page that was public may be linked and cited, so it is unpublished and can be published again. Only admins can
    delete it then. Other people's pages are theirs, so people who cannot publish can delete only their own drafts. The
    same applies to moving, which Wagtail treats as deleting here and adding there.
    """

    def can_delete(self, ignore_bulk=False):
        may_go = not self.was_public or (self.user.is_superuser and not self._with_below.filter(live=True).exists())
        return may_go and self._can_remove(ignore_bulk)

    def can_move(self):
        return self._can_remove(ignore_bulk=True)

    @property
    def was_public(self) -> bool:
        """Whether the page or one below it was ever public."""
        page = self.page
        return bool(page.first_published_at) or (
            page.numchild > 0 and self._with_below.filter(first_published_at__isnull=False).exists()
        )

    @property
    def _with_below(self):
        return self.page.get_descendants(inclusive=True)

    def _can_remove(self, ignore_bulk):
        if not super().can_delete(ignore_bulk):
            return False
        if self.user.is_superuser or "publish" in self.permissions:
            return True
        return not self._with_below.exclude(owner=self.user, first_published_at=None).exists()


class BasePage(ScheduledMixin, TranslationMixin, Page):
    """Base of every page type. Subclasses define parents, children, `page_description`, and panels."""

    is_list = False  # a list of the pages below it: the menu and the footer leave it out while it has none
    listed_with = ("listing_image",)  # foreign keys that a list of pages shows
    # Templates read these on every page; a missing attribute would cost Django a slow lookup.
    short_title = ""  # for menus and breadcrumbs
    guards = None  # (alias, restriction) of this page and those above it, if the request for it loaded them
    translation_rows = None  # of this page and those above it, if `pages.models.lookup` loaded them
    light = ""  # a key of `pages.horizon.LIGHTS`; if empty, the title decides

    summary = models.CharField(
        _("summary"),
        max_length=200,
        blank=True,
        help_text=_(
            "One or two sentences about what readers find here. It appears under the title, in lists, and in "
            "search engines. At most 200 characters."
        ),
    )
    listing_image = models.ForeignKey(
        "media.SiteImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=format_lazy(
            _(
                "At the top of the page, in lists, and with shared links: at least {least_width} × "
                "{least_height} pixels. It is cropped there. Use “Edit this image” to mark what must stay in "
                "view. Without a picture, a landscape is drawn from the page's name."
            ),
            **SiteImage.LEAST_AT_TOP,
        ),
    )

    base_form_class = PageForm
    exclude_fields_in_copy = ["translates", "english_only"]
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    title_panels = [TranslationPanel(), *Page.content_panels]
    listing_panels = [FieldPanel("summary", widget=SentencesInput), "listing_image"]
    beside_lead_panels = [  # of pages with a lead
        FieldPanel(
            "summary",
            widget=SentencesInput,
            help_text=_(
                "One or two sentences about what readers find here, for lists and search engines. The lead is what "
                "appears under the title. At most 200 characters."
            ),
        ),
        "listing_image",
    ]
    content_panels = [*title_panels, *listing_panels]
    slug_panel = FieldPanel(
        "slug",
        heading=_("Web address"),
        help_text=_(
            "The last part of the page's address, made from its title: lowercase letters, "
            "digits, and hyphens. If you change it later, the old address redirects to the new "
            "one."
        ),
    )
    promote_panels = [
        slug_panel,
        MultiFieldPanel(
            [
                FieldPanel(
                    "seo_title",
                    heading=_("Title for search engines"),
                    help_text=_("For the browser's tab and search engines, if the title is too long or unclear."),
                ),
                FieldPanel(
                    "search_description",
                    heading=_("Description for search engines"),
                    help_text=_("Shown under the page title in search results. If empty, the summary is used."),
                ),
            ],
            heading=_("Search engines"),
        ),
    ]
    settings_panels = [SchedulePanel()]
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=2), index.SearchField("folded_text")]

    class Meta:
        abstract = True

    @property
    def picture(self) -> SiteImage | None:
        """The picture that visitors see; None means a drawn landscape."""
        image = self.listing_image
        return image if image and image.may_be_shown else None

    def folded_text(self) -> str:
        """Return the searchable text again without accents and apostrophes; empty if it has none."""
        fields = [field for field in self.get_searchable_search_fields() if field.field_name != "folded_text"]
        values = [field.get_value(self) for field in fields]
        text = " ".join(
            " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "") for value in values
        )
        folded = plain(text)
        return "" if folded == text else folded

    def search_parts(self) -> list[tuple[str, str]]:
        """Return the text that a search result may quote: (label, text) pairs; the label may be empty."""
        parts = []
        for field in self.get_searchable_search_fields():
            if field.field_name in ("title", "summary", "folded_text"):
                continue
            value = getattr(self, field.field_name)
            texts = stream_texts(value, has_pictures=False) if isinstance(value, StreamValue) else [text_of(str(value))]
            parts += [("", text) for text in texts if text]
        return parts

    def permissions_for_user(self, user):
        return PagePermissions(user, self)

    @method_decorator(public)
    def serve(self, request, *args, **kwargs):
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        set_anchors(self)
        return super().get_context(request, *args, **kwargs)

    def shown_where(self) -> str:
        """Say where this page is live, and what that means for other languages."""
        said = [_("In %(language)s: %(address)s") % {"language": self.locale, "address": self.full_url}]
        said += [
            _("The page in %(language)s keeps its own text.") % {"language": page.locale}
            for page in self.get_translations().live().select_related("locale")
        ]
        return " ".join(said)

    def get_view_restrictions(self):
        """Like Wagtail's method. On a page of the request, it takes no query to learn that there are none."""
        if self.guards is None or any(alias for alias, _restriction in self.guards):
            return super().get_view_restrictions()  # which follows aliases to their source pages
        keys = [restriction for _alias, restriction in self.guards if restriction]
        return PageViewRestriction.objects.filter(pk__in=keys) if keys else PageViewRestriction.objects.none()

    @property
    def reading(self) -> Reading | None:
        """How easy the sentences of this version are to read, in the language of the page."""
        parts = [text.value if text.is_html else paragraph(text.value) for text in texts_of(self)]
        return measure("".join(parts), self.locale.language_code)

    @property
    def description(self) -> str:
        """What page lists say about it, if an editor wrote something."""
        return self.search_description or self.summary

    @property
    def meta_description(self) -> str:
        """What search engines and shared links say about the page."""
        return self.description

    @property
    def head_title(self) -> str:
        return self.seo_title or self.title

    @property
    def share_title(self) -> str:
        """The large text on the picture of a shared link."""
        return self.title

    @property
    def share_kicker(self) -> str:
        """The small text above it: the kind of page, where useful."""
        return ""

    @property
    def share_landscape(self) -> tuple[str, str, str]:
        """Name, shape, and light of the landscape in that picture (`pages.horizon.svg`), the same as on the page."""
        return self.title, "banner", self.light

    def structured_data(self, request) -> list[dict]:
        """Return the schema.org objects that describe this page, apart from its breadcrumbs."""
        return []


class FiguresMixin(models.Model):
    """Up to four dated figures, shown as a band."""

    figures = BodyField(
        "pages.blocks.FIGURES",
        verbose_name=_("figures"),
        blank=True,
        max_num=4,
        help_text=_("Numbers are edited under Figures in the menu, with their date and source. Choose them here."),
    )

    class Meta:
        abstract = True


class RoutablePage(RoutablePageMixin, BasePage):
    """Base of page types with extra routes below their own address."""

    class Meta:
        abstract = True

    @method_decorator(public)  # RoutablePageMixin calls the view directly, not `BasePage.serve`
    def serve(self, request, *args, **kwargs):
        return super().serve(request, *args, **kwargs)

    def resolve_subpage(self, path):
        """Find the route at `path` in the active language, or in the page's: Wagtail resolves redirects in any.

        If the page's language has its own words, the English ones redirect to them.
        """
        try:
            return super().resolve_subpage(path)
        except Http404:
            own = self.locale.language_code
            is_active = own == get_language()
        with override(settings.LANGUAGE_CODE if is_active else own):
            match = super().resolve_subpage(path)
        if is_active:
            match.func = self._redirect_to_route(match)
        return match

    def _redirect_to_route(self, match):
        def view(request, *args, **kwargs):
            below = self.reverse_subpage(match.url_name, args, kwargs)
            return redirect_to_words(request, f"{self.get_url(request)}{below}")

        return view
