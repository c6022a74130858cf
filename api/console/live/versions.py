"""Which version of each of its regions a page has, and what it must be sent to have the newest."""

from collections.abc import Iterable
from typing import NamedTuple

from api.console.live.regions import Region


class Update(NamedTuple):
    """One change of a page: which element, "replace" it or "append" to it, and the HTML."""

    target: str
    how: str
    html: str


class Versions:
    """The regions of one open page, by name, with the versions it has."""

    def __init__(self, shown: dict[str, str]) -> None:
        self._shown = shown

    def __contains__(self, name: str) -> bool:
        return name in self._shown

    def differs(self, region: Region) -> bool:
        """Whether the page has the region, in another version."""
        return self._shown.get(region.name, region.version) != region.version

    def replace(self, region: Region) -> Update:
        """The region anew, which from here on is what the page has."""
        self._shown[region.name] = region.version
        return Update(region.name, "replace", region.html)

    def replace_what_differs(self, regions: Iterable[Region]) -> list[Update]:
        """Only the regions of which the page has another version."""
        return [self.replace(region) for region in regions if self.differs(region)]
