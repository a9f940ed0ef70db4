"""The list of requirements from `content/postings/requirements.yaml`, each loaded once. It creates no postings."""

import yaml
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from schools.models import Requirement

from .ledger import CONTENT, Ledger

REVIEW = "2026-11"  # when the whole list was last checked against the law


def load_requirements(ledger: Ledger) -> None:
    with open(CONTENT / "postings" / "requirements.yaml", encoding="utf-8") as file:
        entries = yaml.safe_load(file)
    edited = _edited_by_staff()
    for entry in entries:
        key = f"requirement:{entry['code']}"
        review = f"checked requirement:{entry['code']}:{REVIEW}"
        requirement = Requirement.objects.filter(code=entry["code"]).first()
        if ledger.is_new(key):
            if requirement is None:  # else staff created it
                _save(Requirement(), entry)
            ledger.add(key)
        elif review not in ledger.keys and requirement and str(requirement.pk) not in edited:
            _save(requirement, entry)
        if review not in ledger.keys:
            ledger.add(review)


def _save(requirement: Requirement, entry: dict) -> None:
    for name, value in entry.items():
        setattr(requirement, name, value)
    requirement.full_clean()
    requirement.save()


def _edited_by_staff() -> set[str]:
    """Return the keys of the requirements with a history: someone created or edited them in the editor."""
    content_type = ContentType.objects.get_for_model(Requirement)
    return set(ModelLogEntry.objects.filter(content_type=content_type).values_list("object_id", flat=True))
