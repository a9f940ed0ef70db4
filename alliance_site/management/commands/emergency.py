import sys

from django.core.management.base import BaseCommand, CommandError

from alliance_site.publishing import emergency
from pages.models import Announcement

LONGEST = Announcement._meta.get_field("text").max_length


class Command(BaseCommand):
    help = (
        "Put an emergency notice on every page. If the site is up, the notice is an announcement. If it is down, the "
        "notice is written into the published files and becomes an announcement once the site is back. Without a "
        "text, the command asks for one."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("text", nargs="?", help=f"one or two plain sentences, at most {LONGEST} characters")
        parser.add_argument("--es", default="", help="the same text in Spanish, for Spanish pages")
        parser.add_argument("--off", action="store_true", help="remove all emergency notices")
        parser.add_argument("--yes", action="store_true", help="skip the confirmation")

    def handle(self, *, text, es, off, yes, **options):
        if not text and not off and sys.stdin.isatty():
            text, es = self.prompt()
        if bool(text) == off:
            raise CommandError('Write the notice in quotes, for example: emergency "No school today." Or use --off.')
        if too_long := [notice for notice in (text or "", es) if len(notice) > LONGEST]:
            raise CommandError(f"The notice has {len(too_long[0])} characters. Shorten it to {LONGEST} or fewer.")
        is_up = emergency.site_answers()
        self.stdout.write(
            "The site is up." if is_up else "The database does not respond. Changing the published files instead."
        )
        if not yes and not self.confirm(text, es):
            self.stdout.write("Canceled. Nothing was changed.")
            return
        self.stdout.write("Working. This may take a minute. Please let it finish.")
        if off:
            self.take_down(is_up)
        else:
            self.post({"en": text, **({"es": es} if es else {})}, is_up)

    def prompt(self) -> tuple[str, str]:
        """Ask for the texts, so you don't have to quote them for the shell."""
        self.stdout.write(
            f"Write one or two plain sentences, at most {LONGEST} characters. You can check them before they go live."
        )
        return input("In English: ").strip(), input("In Spanish (press Enter to skip): ").strip()

    def confirm(self, text, es) -> bool:
        for line in filter(None, (text, es)):
            self.stdout.write(f"  {line}")
        question = "Show this to every visitor?" if text else "Remove all emergency notices?"
        return input(f"{question} Type y and press Enter to confirm: ").strip().lower() in ("y", "yes")

    def post(self, texts, is_up):
        if is_up:
            announcements = emergency.announce(texts)
            languages = ", ".join(str(announcement.locale) for announcement in announcements)
            self.stdout.write(f"Announced: {languages}." if announcements else "This notice is already announced.")
            self.stdout.write("To change it, open Announcements in the editor.")
            self.publish()
        else:
            page_count = emergency.write(texts)
            self.stdout.write(f"Added to {page_count} pages. Check the site: the notice is at the top of every page.")

    def take_down(self, is_up):
        if is_up:
            for announcement in emergency.withdraw():
                self.stdout.write(f"Taken down: {announcement}")
            emergency.forget_note()
            self.publish()
        else:
            pages = emergency.clear()
            message = f"Removed from {pages} pages. Check the site: the notice is gone."
            self.stdout.write(message if pages else "No page had a notice. Check the site.")
            self.stdout.write("Emergencies announced in the editor are removed once the site is back.")

    def publish(self):
        page_count = emergency.publish()
        if page_count is None:
            self.stdout.write("Visitors see this within a minute.")
        else:
            self.stdout.write(f"No worker is running, so this command wrote {page_count} pages. Start the worker.")
