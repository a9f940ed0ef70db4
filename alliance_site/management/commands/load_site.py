from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Site

from alliance_site.first_content.pages import load_pages, load_profiles, site_address
from alliance_site.first_content.register import load_places, load_records, load_schools
from alliance_site.first_content.samples import load_logins, load_samples, load_stories
from alliance_site.first_content.snippets import load_figures, load_menu, load_ready_texts, load_redirects
from alliance_site.first_content.translations import load_translations
from alliance_site.first_content.updates import update_finder, update_requirements
from alliance_site.staff.roles import sync_roles, sync_workflow
from alliance_site.staff.school_editors import sync_teams
from pages.models import Announcement, Figure, HomePage
from schools.models import School, StateRecord


class Command(BaseCommand):
    help = (
        "Load the folder content/ into an empty database. On every run, update roles, places, requirements, and the "
        "finder's answers and search words, but never what staff edited or deleted."
    )

    @transaction.atomic
    def handle(self, **options):
        self.say("Places of the school finder")
        load_places()
        if any(model.objects.exists() for model in (HomePage, School, StateRecord, Figure, Announcement)):
            self.say("The site has content: it stays as it is")
        else:
            self.load_first_content()
        self.say("Required postings, answers and search words of the finder")
        update_requirements()
        update_finder()
        self.say("Roles")
        Site.objects.filter(is_default_site=True).exclude(**site_address()).update(**site_address())
        sync_roles()
        sync_workflow()
        sync_teams()
        if settings.DEMO_LOGINS and load_logins(settings.DEMO_LOGINS):
            self.say(f"Demo logins: {settings.DEMO_LOGINS}")

    def load_first_content(self):
        self.say("Schools, with state records and yearly results")
        load_records()
        load_schools()
        self.say("Figures, pages, and the menu")
        figures = load_figures()
        load_ready_texts()
        pages = load_pages(figures)
        load_menu(pages)
        load_redirects(pages)
        self.say("School profiles and stories")
        load_profiles(pages)
        load_stories(pages)
        self.say("Translations")
        load_translations(figures, pages)
        load_samples(pages)

    def say(self, text):
        self.stdout.write(f"  {text}")
