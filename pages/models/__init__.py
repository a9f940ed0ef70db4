from pages.announcements.models import Announcement
from pages.figures.models import Figure, FigureValue
from pages.links.addresses import CheckedLink, LinkStatus
from pages.menu.models import Menu
from pages.models.network import AboutPage, FactsPage, MissionPage, PillarPage, StandardPage
from pages.readers.models import PageReads
from pages.redirects.models import MissingAddress
from pages.translation.models import SourceText

from .base import BasePage, RoutablePage
from .form import FormAnswer, FormPage
from .home import HomePage
from .story import StoryIndexPage, StoryPage
