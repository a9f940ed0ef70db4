import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alliance_site.publishing import emergency
from pages.models import Announcement
from pages.texts import MAIN, other_languages
from toolkit.terminal import confirm

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
        for code, name in other_languages():
            parser.add_argument(f"--{code}", default="", help=f"the same text in {name}")
        parser.add_argument("--english-only", default="", help="why a language is missing; staff see it")
        parser.add_argument("--off", action="store_true", help="remove all emergency notices")
        parser.add_argument("--yes", action="store_true", help="skip the confirmation")

    def handle(self, *, text, english_only, off, yes, **options):
        texts = {MAIN: text or "", **{code: options[code.replace("-", "_")] for code, _name in other_languages()}}
        if not text and not off and sys.stdin.isatty():
            texts, english_only = self.prompt()
        if bool(texts[MAIN]) == off:
            raise CommandError('Write the notice in quotes, for example: emergency "No school today." Or use --off.')
        texts = {code: text for code, text in texts.items() if text and not off}
        if not off:
            self.check(texts, english_only)
        is_up = emergency.site_answers()
        self.stdout.write(
            "The site is up." if is_up else "The database does not respond. Changing the published files instead."
        )
        if not yes and not self.confirm(texts):
            self.stdout.write("Canceled. Nothing was changed.")
            return
        self.stdout.write("Working. This may take a minute. Please let it finish.")
        if off:
            self.take_down(is_up)
        else:
            self.post(texts, english_only, is_up)

    def prompt(self) -> tuple[dict[str, str], str]:
        """Ask for the texts, so you don't have to quote them for the shell. If one is missing, ask why."""
        self.stdout.write(
            f"Write one or two plain sentences, at most {LONGEST} characters. You can check them before they go live."
        )
        texts = {code: input(f"In {name}: ").strip() for code, name in settings.LANGUAGES}
        return texts, "" if all(texts.values()) else input("Why without a translation? Staff see the reason: ").strip()

    def check(self, texts, english_only):
        """Refuse texts that are too long, and missing languages without a reason."""
        if too_long := [text for text in (*texts.values(), english_only) if len(text) > LONGEST]:
            raise CommandError(f"The notice has {len(too_long[0])} characters. Shorten it to {LONGEST} or fewer.")
        for code, name in other_languages():
            if code not in texts and not english_only:
                raise CommandError(
                    f'Add the same text in {name}: --{code} "…". If it cannot wait, say why: --english-only "…".'
                )

    def confirm(self, texts) -> bool:
        for text in texts.values():
            self.stdout.write(f"  {text}")
        question = "Show this to every visitor?" if texts else "Remove all emergency notices?"
        return confirm(f"{question} Type y and press Enter to confirm:")

    def post(self, texts, english_only, is_up):
        if is_up:
            announcement = emergency.announce(texts, english_only)
            announced = f"Announced: {announcement.text.languages}." if announcement else ""
            self.stdout.write(announced or "This notice is already announced.")
            self.stdout.write("To change it, open Announcements in the editor.")
            self.publish()
        else:
            page_count = emergency.write(texts, english_only)
            self.stdout.write(f"Added to {page_count} pages. Check the site: the notice is at the top of every page.")

    def take_down(self, is_up):
        if is_up:
            for announcement in emergency.withdraw():
                self.stdout.write(f"Taken down: {announcement}")
            emergency.forget_note()
            self.publish()
        else:
            pages = emergency.write({})
            message = f"Removed from {pages} pages. Check the site: the notice is gone."
            self.stdout.write(message if pages else "No page had a notice. Check the site.")
            self.stdout.write("Emergencies announced in the editor are removed once the site is back.")

    def publish(self):
        page_count = emergency.publish()
        if page_count is None:
            self.stdout.write("Visitors see this within a minute.")
        else:
            self.stdout.write(f"No worker is running, so this command wrote {page_count} pages. Start the worker.")
