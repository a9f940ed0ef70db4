"""A StreamField whose block definitions stay out of migrations, and what the fields of a page refer to."""

from collections.abc import Iterator

from django.utils.module_loading import import_string
from wagtail.fields import StreamField


class BodyField(StreamField):
    """A StreamField that knows its blocks by the dotted name of their list, e.g. `"pages.blocks.BODY"`.

    Migrations store the name only, so changing a block makes no migration; a historical model sees today's
    blocks. Change stored values with Wagtail's `MigrateStreamData`, never with `.save()` on a historical model.
    The name must stay importable.
    """

    def __init__(self, blocks_path, block_types=None, **kwargs):
        self.blocks_path = blocks_path
        super().__init__(block_types or import_string(blocks_path), **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [self.blocks_path], kwargs


def referred_to(page, model) -> Iterator[int]:
    """Yield the keys of the records of `model`, or of a subclass, in the texts and blocks of a specific page."""
    for field in page._meta.concrete_fields:
        if extract := getattr(field, "extract_references", None):
            for kind, key, *_path in extract(field.value_from_object(page)):
                if issubclass(kind, model):
                    yield int(key)
