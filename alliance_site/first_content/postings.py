"""The list of requirements from `content/postings/requirements.yaml`, each loaded once. It creates no postings."""

import yaml

from schools.models import Requirement

from .ledger import CONTENT, Ledger


def load_requirements(ledger: Ledger) -> None:
    with open(CONTENT / "postings" / "requirements.yaml", encoding="utf-8") as file:
        entries = yaml.safe_load(file)
    for entry in entries:
        key = f"requirement:{entry['code']}"
        if not ledger.is_new(key):
            continue
        if not Requirement.objects.filter(code=entry["code"]).exists():  # staff may have created it
            requirement = Requirement(**entry)
            requirement.full_clean()
            requirement.save()
        ledger.add(key)
