"""Finds the amounts, dates and years in Dutch text, so that two texts can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from operations.content.model import Item
from operations.content.words import PLACEHOLDER, STEP

NUMBER = r"\d+(?:\.\d{3})*(?:,\d+)?"
ISO_DAY = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?\b")
SHORT_DAY = re.compile(r"\b(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})\b")


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, or a moment; `shown` is how the text writes it."""

    value: str
    unit: str
    shown: str

    def is_like(self, other: "Quantity") -> bool:
        """Whether the other says the same; a number without unit may have any."""
        units = {self.unit, other.unit}
        return self.value == other.value and (len(units) == 1 or "" in units)


class Quantities:
    """Finds quantities with the words of data/editorial/language.yml."""

    def __init__(self, language: Item) -> None:
        self._units = {word: names[0] for names in language["units"] for word in names}
        self._numbers = {word: str(value) for word, value in language["numbers"].items()}
        self._months = {name: str(n) for n, name in enumerate(language["months"], start=1)}
        self._counted = set(language["counted"])
        month = "|".join(self._months)
        self._long_day = re.compile(
            rf"\b(?:(?P<day>\d{{1,2}}) )?(?P<month>{month})(?: (?P<year>\d{{4}}))?\b"
        )
        number = "|".join([NUMBER, *(rf"\b{word}\b" for word in self._numbers)])
        unit = "|".join(rf"{re.escape(word)}(?!\w)" for word in (*self._units, *self._counted))
        # “3 tot 24 maanden”: the unit belongs to both.
        self._amount = re.compile(
            rf"(?P<sign>€ ?)?(?P<first>{number})"
            rf"(?:(?: tot en met | tot | of | à | en |-)(?P<second>{number}))?"
            rf"(?:[ -]?(?P<unit>{unit}))?"
        )

    def find(self, text: str) -> Iterator[Quantity]:
        """Every quantity of a text; the numbers of steps and placeholders are none."""
        rest = PLACEHOLDER.sub(" ", STEP.sub("", text)).lower()
        for pattern in (ISO_DAY, SHORT_DAY, self._long_day):
            for found in pattern.finditer(rest):
                yield from self._moments(found)
            rest = pattern.sub(" ; ", rest)
        for found in self._amount.finditer(rest):
            yield from self._amounts(found)

    def _moments(self, found: re.Match[str]) -> Iterator[Quantity]:
        day, year = found["day"], found["year"]
        month = self._months.get(found["month"], found["month"].lstrip("0"))
        if day:
            yield Quantity(f"{day.lstrip('0')}-{month}", "day", found[0].strip())
        if day and year:
            yield Quantity(f"{day.lstrip('0')}-{month}-{year}", "date", found[0].strip())
        if year:
            yield Quantity(f"{month}-{year}", "month", found[0].strip())
            yield Quantity(year, "", year)

    def _amounts(self, found: re.Match[str]) -> Iterator[Quantity]:
        word = found["unit"] or ""
        if word in self._counted:
            return
        unit = "euro" if found["sign"] else self._units.get(word, "")
        shown = found[0].strip() if unit else ""
        for number in filter(None, (found["first"], found["second"])):
            yield Quantity(self._value(number), unit, shown or number)

    def _value(self, number: str) -> str:
        return self._numbers.get(number, number.replace(".", ""))
