from .about import AboutPage
from .announcement import Announcement, AnnouncementText
from .base import BasePage, RoutablePage
from .facts import FactsPage
from .figure import Figure, FigureText, FigureValue, FigureValueText
from .form import FormAnswer, FormPage
from .home import HomePage
from .mission import MissionPage, PillarPage
from .standard import StandardPage
from .story import StoryIndexPage, StoryPage
from .translation import SourceText
from .word import SiteWord

__all__ = [
    "AboutPage",
    "Announcement",
    "AnnouncementText",
    "BasePage",
    "FactsPage",
    "Figure",
    "FigureText",
    "FigureValue",
    "FigureValueText",
    "FormAnswer",
    "FormPage",
    "HomePage",
    "MissionPage",
    "PillarPage",
    "RoutablePage",
    "SiteWord",
    "SourceText",
    "StandardPage",
    "StoryIndexPage",
    "StoryPage",
]
