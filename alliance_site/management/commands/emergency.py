import sys

from django.core.management.base import BaseCommand, CommandError

from alliance_site.publishing import emergency
from pages.models import Announcement

LONGEST = Announcement._meta.get_field("text").max_length


class Command(BaseCommand):
    help = (
        "Puts an emergency notice on every page: as an announcement if the site answers, else into the published "
        "files, from where it becomes an announcement once the site is back. Without a text it asks for one."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("text", nargs="?", help=f"one or two plain sentences, at most {LONGEST} characters")
        parser.add_argument("--es", default="", help="the same in Spanish, for Spanish pages")
        parser.add_argument("--off", action="store_true", help="take the notice off again")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, text, es, off, yes, **options):
        if not text and not off and sys.stdin.isatty():
            text, es = self.prompt()
        if bool(text) == off:
            raise CommandError('Write the notice in quotes, for example: emergency "No school today." Or: --off')
        if too_long := [notice for notice in (text or "", es) if len(notice) > LONGEST]:
            raise CommandError(f"The notice has {len(too_long[0])} characters; at most {LONGEST} fit.")
        is_up = emergency.site_answers()
        self.stdout.write(
            "The site answers." if is_up else "The database does not answer: the published files are changed."
        )
        if not yes and not self.confirm(text, es):
            self.stdout.write("Nothing was changed.")
            return
        self.stdout.write("At work. This may take a minute; please let it finish.")
        if off:
            self.take_down(is_up)
        else:
            self.post({"en": text, **({"es": es} if es else {})}, is_up)

    def prompt(self) -> tuple[str, str]:
        """Ask for the texts, so that nobody has to quote them for the shell."""
        self.stdout.write(
            f"One or two plain sentences, at most {LONGEST} characters. You can check them before they show."
        )
        return input("In English: ").strip(), input("In Spanish (Enter if there is none): ").strip()

    def confirm(self, text, es) -> bool:
        for line in filter(None, (text, es)):
            self.stdout.write(f"  {line}")
        question = "Show this to every visitor?" if text else "Take off every emergency notice?"
        return input(f"{question} Type y and press Enter for yes: ").strip().lower() in ("y", "yes")

    def post(self, texts, is_up):
        if is_up:
            announcements = emergency.announce(texts)
            languages = ", ".join(str(announcement.locale) for announcement in announcements)
            self.stdout.write(f"Announced: {languages}." if announcements else "It was announced already.")
            self.stdout.write("It can be changed in the editor, Announcements.")
            self.publish()
        else:
            self.stdout.write(f"On {emergency.write(texts)} pages. Now look at the site: the notice is on top.")

    def take_down(self, is_up):
        if is_up:
            for announcement in emergency.withdraw():
                self.stdout.write(f"Taken down: {announcement}")
            emergency.forget_note()
            self.publish()
        else:
            pages = emergency.clear()
            message = f"Taken off {pages} pages. Now look at the site: the notice is gone."
            self.stdout.write(message if pages else "No page had one. Look at the site.")
            self.stdout.write("What was announced in the editor is taken down there, too, when the site is back.")

    def publish(self):
        page_count = emergency.publish()
        if page_count is None:
            self.stdout.write("Visitors see this within a minute.")
        else:
            self.stdout.write(f"No worker runs, so {page_count} pages were written by this command. Have it started.")
