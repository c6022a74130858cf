"""How many sockets may be open at once."""

from collections import Counter


class OpenSockets:
    """Counts open sockets by whose they are."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._open: Counter[str] = Counter()

    def enter(self, whose: str) -> bool:
        """Open one more, unless there are too many."""
        if self._open[whose] >= self.most:
            return False
        self._open[whose] += 1
        return True

    def leave(self, whose: str) -> None:
        """Close one."""
        self._open[whose] -= 1
        if not self._open[whose]:
            del self._open[whose]
