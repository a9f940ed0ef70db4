from pages.announcements.models import Announcement, AnnouncementText
from pages.figures.models import Figure, FigureText, FigureValue, FigureValueText
from pages.links.models import CheckedLink, LinkStatus
from pages.menu.models import Menu
from pages.translation.models import SourceText

from .about import AboutPage
from .base import BasePage, RoutablePage
from .facts import FactsPage
from .form import FormAnswer, FormPage
from .home import HomePage
from .missing_address import MissingAddress
from .mission import MissionPage, PillarPage
from .standard import StandardPage
from .story import StoryIndexPage, StoryPage
from .word import SiteWord

__all__ = [
    "AboutPage",
    "Announcement",
    "AnnouncementText",
    "BasePage",
    "CheckedLink",
    "FactsPage",
    "Figure",
    "FigureText",
    "FigureValue",
    "FigureValueText",
    "FormAnswer",
    "FormPage",
    "HomePage",
    "LinkStatus",
    "Menu",
    "MissingAddress",
    "MissionPage",
    "PillarPage",
    "RoutablePage",
    "SiteWord",
    "SourceText",
    "StandardPage",
    "StoryIndexPage",
    "StoryPage",
]
