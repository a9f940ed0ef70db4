"""The ordered primary keys of a result, loaded only as far as needed."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Keys:
    """`count` primary keys in order. `loaded` holds the first ones; `load_all` loads all when more are needed."""

    count: int = 0
    loaded: list[int] = field(default_factory=list)
    load_all: Callable[[], list[int]] = list

    def __len__(self):
        return self.count

    def __getitem__(self, section: slice) -> list[int]:
        indexes = range(self.count)[section]
        if indexes and max(indexes) >= len(self.loaded):
            self.loaded = self.load_all()
        return self.loaded[indexes.start : indexes.stop] if indexes else []
