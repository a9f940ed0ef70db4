"""The order of an answer: primary keys, of which a page of results shows few."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Keys:
    """`count` primary keys in order. The `first` are known; `everything` asks for all, once more are wanted."""

    count: int = 0
    first: list[int] = field(default_factory=list)
    everything: Callable[[], list[int]] = list

    def __len__(self):
        return self.count

    def __getitem__(self, where: slice) -> list[int]:
        wanted = range(self.count)[where]
        if wanted and max(wanted) >= len(self.first):
            self.first = self.everything()
        return self.first[wanted.start : wanted.stop] if wanted else []
