"""What the benchmarks share: time many turns, and print what they took."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

Turn = Callable[[str], Awaitable[bool]]


@dataclass(frozen=True)
class Figures:
    """How long turns took, in seconds; how many went by in a second; how many were empty."""

    seconds: Sequence[float]
    turns_per_second: float
    empty: int

    def __str__(self) -> str:
        milliseconds = [second * 1000 for second in self.seconds]
        p50, p95 = statistics.median(milliseconds), statistics.quantiles(milliseconds, n=20)[18]
        return (
            f"p50 {p50:6.0f} ms   p95 {p95:6.0f} ms   "
            f"{self.turns_per_second:5.1f} turns/s   {self.empty} empty of {len(self.seconds)}"
        )


async def measure(conversations: Sequence[Turn], sentences: Sequence[str], turns: int) -> Figures:
    """Let every conversation take its share of the turns, all at once, one after another each."""
    seconds: list[float] = []
    empty = 0
    began = time.perf_counter()

    async def converse(turn: Turn) -> None:
        nonlocal empty
        for number in range(turns // len(conversations)):
            asked = time.perf_counter()
            answered = await turn(sentences[number % len(sentences)])
            seconds.append(time.perf_counter() - asked)
            empty += not answered

    await asyncio.gather(*map(converse, conversations))
    return Figures(seconds, len(seconds) / (time.perf_counter() - began), empty)
