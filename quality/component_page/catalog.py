"""Components and emails, read from components.yaml, and blocks with their own preview values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from django.contrib.auth import get_user_model
from django.template import engines
from django.template.loader import get_template, render_to_string

from pages.blocks import BODY
from pages.models import StandardPage

from . import examples


@dataclass(frozen=True)
class Call:
    """A tagged value of the file: a function of examples.py and its arguments."""

    name: str
    arguments: dict | list | str


class Loader(yaml.SafeLoader):
    """Read `!name arguments` as a Call."""


def _call(loader: Loader, name: str, node: yaml.Node) -> Call:
    if isinstance(node, yaml.MappingNode):
        return Call(name, loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Call(name, loader.construct_sequence(node, deep=True))
    return Call(name, loader.construct_scalar(node))


Loader.add_multi_constructor("!", _call)


def build(value):
    """Return a value of the file with its calls made. In the active language, so never at import."""
    if isinstance(value, Call):
        function, arguments = getattr(examples, value.name), build(value.arguments)
        return function(**arguments) if isinstance(arguments, dict) else function(arguments)
    if isinstance(value, dict):
        return {key: build(one) for key, one in value.items()}
    return [build(one) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Component:
    """A template in components/. `states` are functions that return its context, by name."""

    template: str
    states: dict[str, Callable[[], dict]]
    languages: dict[str, str] = field(default_factory=dict)
    place: str = "band"
    markup: str = ""

    @property
    def name(self) -> str:
        return self.template.removeprefix("components/").removesuffix(".html").replace("/", "_")

    @property
    def shown(self):
        """Return the template of its frames."""
        return engines["django"].from_string(self.markup) if self.markup else get_template(self.template)


@dataclass(frozen=True)
class Mail:
    """An email to staff. `template` is the name of its templates without their endings."""

    name: str
    template: str
    context: dict

    def part(self, ending: str) -> str:
        """Return one of `_subject.txt`, `.txt`, `.html`."""
        reader = get_user_model()(username="alex.example", first_name="Alex", is_superuser=True)
        page = StandardPage(pk=1, depth=3, live=False, draft_title=f"An example & {examples.LONG_WORD}")
        context = {"user": reader, "page": page, "address": "https://www.example.org/admin/example/"}
        return render_to_string(f"{self.template}{ending}", context | build(self.context)).strip()

    @property
    def subject(self) -> str:
        return self.part("_subject.txt")

    @property
    def text(self) -> str:
        return self.part(".txt")


def _components(entries: dict) -> dict[str, Component]:
    components = {}
    for path, entry in entries.items():
        states, languages = {}, {}
        for name, context in entry.pop("states").items():
            languages[name] = context.pop("language", "en")
            states[name] = lambda context=context: build(context)
        component = Component(f"components/{path}.html", states, languages, **entry)
        components[component.name] = component
    for _name, block in BODY:
        component = Component(block.meta.template, {})
        component = components.setdefault(component.name, component)
        component.states["preview"] = lambda block=block: {"value": block.get_preview_value()}
    return components


_FILE = yaml.load(Path(__file__).with_name("components.yaml").read_text(encoding="utf-8"), Loader)  # noqa: S506 (safe)
COMPONENTS = _components(_FILE["components"])
MAILS = {name: Mail(name, entry.pop("template"), entry) for name, entry in _FILE["mails"].items()}
