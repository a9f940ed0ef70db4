from .about import AboutPage
from .announcement import Announcement, AnnouncementText
from .archived import ArchivedPage
from .base import BasePage, RoutablePage
from .checked_link import CheckedLink, LinkStatus
from .facts import FactsPage
from .figure import Figure, FigureText, FigureValue, FigureValueText
from .form import FormAnswer, FormPage
from .home import HomePage
from .menu import Menu
from .missing_address import MissingAddress
from .mission import MissionPage, PillarPage
from .standard import StandardPage
from .story import StoryIndexPage, StoryPage
from .translation import SourceText
from .word import SiteWord

__all__ = [
    "AboutPage",
    "Announcement",
    "AnnouncementText",
    "ArchivedPage",
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
