"""The ordered primary keys of a result, loaded only as far as needed."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Keys:
    """`count` primary keys in order. `first` holds those loaded so far; `everything` loads all when more are needed."""

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
