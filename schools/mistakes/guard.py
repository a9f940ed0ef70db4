"""The protection of the form against spam (`toolkit.form_guard`)."""

from toolkit.form_guard import Guard

from .models import MistakeReport


def _sent_since(moment) -> int:
    return MistakeReport.objects.filter(created__gt=moment).count()


guard = Guard("schools.mistakes", _sent_since, most_of_one=5, busy=60, most_of_network=20)
