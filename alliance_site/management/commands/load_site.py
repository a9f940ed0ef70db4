from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Site

from alliance_site.first_content.announcements import load_ready_texts
from alliance_site.first_content.events import load_sample_event
from alliance_site.first_content.finder import index_register, load_answers, load_places, load_streets, load_synonyms
from alliance_site.first_content.ledger import Ledger
from alliance_site.first_content.logins import load_logins
from alliance_site.first_content.menu import load_menu
from alliance_site.first_content.pages import load_figures, load_pages, load_profiles, name_root, site_address
from alliance_site.first_content.postings import load_requirements
from alliance_site.first_content.register import (
    load_area_results,
    load_recognitions,
    load_records,
    load_results,
    load_schools,
)
from alliance_site.first_content.samples import load_redirects, load_samples
from alliance_site.first_content.stories import load_stories
from alliance_site.first_content.translations import load_translations
from alliance_site.first_content.versions import log_first_versions
from alliance_site.staff.profile_workflow import sync_workflow
from alliance_site.staff.roles import sync_roles
from alliance_site.staff.school_editors import sync_teams


class Command(BaseCommand):
    help = (
        "Create the site's first content from the folder content/. You can run it again at any time: it never "
        "recreates or changes content that it loaded before, even if staff edited or deleted it."
    )

    def handle(self, **options):
        with transaction.atomic():
            ledger = Ledger()
            self.say("State records and yearly results")
            load_records(ledger)
            load_results(ledger)
            load_area_results(ledger)
            self.say("Campuses and schools")
            load_schools(ledger)
            load_recognitions(ledger)
            self.say("Places and search words")
            load_places(ledger)
            load_streets(ledger)
            load_synonyms(ledger)
            index_register()
            self.say("Required postings")
            load_requirements(ledger)
            self.say("Figures")
            figures = load_figures(ledger)
            self.say("Ready texts for announcements")
            load_ready_texts(ledger)
            self.say("Pages")
            name_root(ledger)
            pages = load_pages(ledger, figures)
            load_answers(ledger, pages)
            load_menu(ledger, pages)
            self.say("School profiles")
            load_profiles(ledger, pages)
            self.say("Stories")
            load_stories(ledger, pages)
            self.say("Translations")
            load_translations(ledger, figures, pages)
            self.say("Samples and redirects")
            load_samples(ledger, pages)
            load_sample_event(ledger, pages)
            load_redirects(ledger, pages)
            log_first_versions()
            Site.objects.filter(is_default_site=True).exclude(**site_address()).update(**site_address())
            self.say("Roles")
            sync_roles()
            sync_workflow()
            sync_teams()
        if settings.DEMO_LOGINS and load_logins(settings.DEMO_LOGINS, ledger):
            self.say(f"Demo logins: {settings.DEMO_LOGINS}")
        created = ", ".join(f"{count} {kind}" for kind, count in ledger.created.items()) or "nothing"
        self.say(f"Created: {created}. Unchanged: {sum(ledger.skipped.values())}.")

    def say(self, text):
        self.stdout.write(f"  {text}")
        self.stdout.flush()
