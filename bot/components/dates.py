"""Finds days in Dutch text, as ISO dates.

dateparser was tried and left: it misses "over twee weken" and "volgende week vrijdag", reads "45
jaar" as a day and takes up to 116 ms. By hand: which words name a day; dateutil does the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.components.amounts import read_number
from bot.components.entity_data import Found, any_of, load_words

SURE, LIKELY = 1.0, 0.8
Match = re.Match[str]
Reading = tuple[date | None, float]


class Dates:
    """Days by name, by number, and counted from today."""

    def __init__(self) -> None:
        """Build the patterns from the words of data/entities."""
        self._say = say = load_words("date")
        self._months = {name: n for n, names in say["months"].items() for name in names}
        self._days = {word: n for n, words in say["days"].items() for word in words}
        self._units = {word: unit for unit, words in say["units"].items() for word in words}
        self._weekdays: list[str] = say["weekdays"]
        self._patterns = [(re.compile(p), read) for p, read in self._grammar().items()]

    def find(self, text: str, today: date) -> Iterator[Found]:
        """Give each day in a text; patterns that say more come first and are not read again."""
        said = text.lower()
        for pattern, read in self._patterns:
            for match in list(pattern.finditer(said)):
                day, confidence = read(match, today)
                if day:
                    yield Found(match.start(), match.end(), day.isoformat(), confidence)
                    said = _without(said, match)

    def _grammar(self) -> dict[str, Callable[[Match, date], Reading]]:
        say = self._say
        month, unit = any_of(self._months), any_of(self._units)
        weekday = rf"(?P<weekday>{any_of(self._weekdays)})"
        which = rf"(?P<which>{any_of([*say['next'], *say['past'], *say['this']])})"
        # Of fixed width each, as Python's lookbehind wants it.
        alone = "".join(rf"(?<!\b{re.escape(word)}\s)" for word in say["not_after"])
        number = r"(?P<number>\d{1,3}|[^\W\d_]+)"
        return {
            r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])": self._numeric,
            r"(?<![\w/.-])(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d\d)"
            r"(?![\w/-])": self._numeric,
            rf"(?<![\w,.])(?P<day>\d{{1,2}}|[^\W\d_]+)(?:e|ste|de)?\s(?P<name>{month})\b"
            r"(?:\.?\s(?P<year>20\d\d))?(?!\w)": self._named,
            rf"\b{which}\s{say['week']}\s{weekday}\b": self._in_week,
            rf"\b{weekday}\s{which}\s{say['week']}\b": self._in_week,
            rf"\b(?:{any_of(say['ahead'])})\s(?P<half>{any_of(say['half_year'])})\b": self._counted,
            rf"\b(?:{any_of(say['ahead'])})\s{number}\s(?P<unit>{unit})\b": self._counted,
            rf"\b{number}\s(?P<unit>{unit})\s(?P<ago>{say['ago']})\b": self._counted,
            rf"\b{which}\s{weekday}\b": self._in_week_or_next,
            rf"{alone}(?<!\w)(?P<word>{any_of(self._days)})\b": self._by_word,
            rf"{alone}\b{weekday}\b": self._upcoming,
        }

    def _numeric(self, match: Match, today: date) -> Reading:
        year = int(match["year"])
        return _day(year if year > 99 else 2000 + year, match["month"], match["day"]), SURE

    def _named(self, match: Match, today: date) -> Reading:
        """A day without a year is the next one: plans lie ahead."""
        number = read_number(match["day"]) if match["day"].isalpha() else int(match["day"])
        month = self._months[match["name"]]
        if number is None or match["year"]:
            return _day(match["year"], month, number), SURE
        days = (_day(today.year + ahead, month, number) for ahead in range(5))
        return next((day for day in days if day and day >= today), None), SURE

    def _in_week(self, match: Match, today: date) -> Reading:
        weeks = self._weeks(match["which"])
        return self._weekday(match, today + timedelta(weeks=weeks)), SURE

    def _in_week_or_next(self, match: Match, today: date) -> Reading:
        """People differ about "volgende vrijdag": we take next week's, and are less sure."""
        weeks = self._weeks(match["which"])
        if weeks == 1:
            return self._in_week(match, today)[0], LIKELY
        day = self._upcoming(match, today)[0]
        past = self._weekday(match, today)
        return (past if past < today else past - timedelta(weeks=1)) if weeks else day, SURE

    def _upcoming(self, match: Match, today: date) -> Reading:
        day = self._weekday(match, today)
        return day if day > today else day + timedelta(weeks=1), LIKELY

    def _by_word(self, match: Match, today: date) -> Reading:
        return today + timedelta(days=self._days[match["word"]]), SURE

    def _counted(self, match: Match, today: date) -> Reading:
        said = match.groupdict()
        if said.get("half"):
            return today + relativedelta(months=6), SURE
        word = said["number"]
        number = int(word) if word.isdigit() else read_number(word)
        if number is None:
            return None, 0.0
        step = relativedelta(**{self._units[said["unit"]]: number})
        return (today - step if said.get("ago") else today + step), SURE

    def _weeks(self, word: str) -> int:
        return 1 if word in self._say["next"] else -1 if word in self._say["past"] else 0

    def _weekday(self, match: Match, within: date) -> date:
        """The weekday in the week of a day; weeks begin on Monday."""
        return within + timedelta(self._weekdays.index(match["weekday"]) - within.weekday())


def _day(year: object, month: object, day: object) -> date | None:
    try:
        return date(int(str(year)), int(str(month)), int(str(day)))
    except ValueError:
        return None  # "31 februari", or a word that is no number


def _without(text: str, match: Match) -> str:
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
