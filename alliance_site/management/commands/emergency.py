from django.core.management.base import BaseCommand, CommandError

from alliance_site.publisher import emergency
from pages.models import Announcement

LONGEST = Announcement._meta.get_field("text").max_length


class Command(BaseCommand):
    help = (
        "Puts an emergency notice on every page: as an announcement if the site answers, else into the published "
        "files, from where it becomes an announcement once the site is back."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("text", nargs="?", help=f"one or two plain sentences, at most {LONGEST} characters")
        parser.add_argument("--es", default="", help="the same in Spanish, for Spanish pages")
        parser.add_argument("--off", action="store_true", help="take the notice off again")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, text, es, off, yes, **options):
        if bool(text) == off:
            raise CommandError('Write the notice in quotes, for example: emergency "No school today." Or: --off')
        if too_long := [one for one in (text or "", es) if len(one) > LONGEST]:
            raise CommandError(f"The notice has {len(too_long[0])} characters; at most {LONGEST} fit.")
        is_up = emergency.site_answers()
        self.stdout.write(
            "The site answers." if is_up else "The database does not answer: the published files are changed."
        )
        if not yes and not self.is_wanted(text, es):
            self.stdout.write("Nothing was changed.")
            return
        if off:
            self.take_off(is_up)
        else:
            self.put_on({"en": text, **({"es": es} if es else {})}, is_up)

    def is_wanted(self, text, es) -> bool:
        lines = [f"  {one}" for one in (text, es) if one] or ["  Every emergency notice is taken off."]
        self.stdout.write("\n".join(lines))
        return input("Show this to every visitor? [y/N] ").strip().lower() in ("y", "yes")

    def put_on(self, texts, is_up):
        if is_up:
            made = emergency.announce(texts)
            self.stdout.write(f"Announced in {len(made)} languages. It can be changed in the editor, Announcements.")
        else:
            self.stdout.write(f"On {emergency.write(texts)} pages.")

    def take_off(self, is_up):
        if is_up:
            for announcement in emergency.withdraw():
                self.stdout.write(f"Taken down: {announcement}")
            emergency.forget_note()
            self.stdout.write("The worker takes it off every page.")
        else:
            self.stdout.write(f"Taken off {emergency.clear()} files.")
