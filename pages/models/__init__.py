from pages.announcements.models import Announcement
from pages.figures.models import Figure, FigureValue
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

__all__ = [
    "AboutPage",
    "Announcement",
    "BasePage",
    "CheckedLink",
    "FactsPage",
    "Figure",
    "FigureValue",
    "FormAnswer",
    "FormPage",
    "HomePage",
    "LinkStatus",
    "Menu",
    "MissingAddress",
    "MissionPage",
    "PillarPage",
    "RoutablePage",
    "SourceText",
    "StandardPage",
    "StoryIndexPage",
    "StoryPage",
]
