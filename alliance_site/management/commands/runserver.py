import signal
import sys

from whitenoise.runserver_nostatic.management.commands import runserver


class Command(runserver.Command):
    help = "Serve the site on this machine, and say so once it answers. --noreload keeps the code that it started with."

    def handle(self, *args, **options):
        signal.signal(signal.SIGTERM, lambda *_arguments: sys.exit())  # so that the embedded database ends, too
        super().handle(*args, **options)

    def on_bind(self, server_port):
        url = f"http://localhost:{server_port}/"
        self.stdout.write(f"The site is at {url} and its editor at {url}admin/ (Ctrl-C stops it)")
