"""A picture of the balance over time: readable on a telephone, with the same in two sentences."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_currency

from api.dutch import AMSTERDAM
from api.texts import texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# 1080 x 810 pixels: as wide as a telephone's screen, with letters that stay readable on it.
WIDTH_INCHES, HEIGHT_INCHES, DOTS_PER_INCH = 7.2, 5.4, 150
MARGIN_INCHES = 0.15
LETTERS = 17  # points
LINE, SURFACE, INK = "#0b5cad", "#dbe9f7", "#1b1b1b"
MOST_YEARS_NAMED = 5
ROOM_ABOVE = 1.1  # of the highest amount


@dataclass(frozen=True)
class Standing:
    """What was free on the account from a moment (UTC) on, in cents."""

    since: datetime
    available_cents: int

    @property
    def day(self) -> date:
        """The day in Amsterdam."""
        return self.since.astimezone(AMSTERDAM).date()


def draw(standings: Sequence[Standing], today: date) -> bytes:
    """A PNG of the standings, oldest first, up to today. Takes a second: keep it off the loop.

    One at a time: matplotlib does not stand a second thread.
    """
    # matplotlib takes long to import and nothing else needs it.
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(h_pad=MARGIN_INCHES, w_pad=MARGIN_INCHES)
    figure = Figure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), dpi=DOTS_PER_INCH, layout=layout)
    axes = figure.add_subplot()
    _draw_line(axes, standings, today)
    _label(axes, standings, today)
    return _as_png(figure)


def in_words(standings: Sequence[Standing], today: date) -> str:
    """The same in two sentences, for who cannot see the picture."""
    words = texts("picture")
    if not standings:
        return str(words["nothing"]).strip()
    first, last = standings[0], standings[-1]
    most = max(standings, key=lambda standing: standing.available_cents)
    is_plain = most in (first, last)
    sentence: str = words["alternative_short" if is_plain else "alternative"]
    return sentence.format(
        today=_long(today),
        available=_exact(last.available_cents),
        first_day=_long(first.day),
        first=_exact(first.available_cents),
        most=_exact(most.available_cents),
        most_day=_long(most.day),
    ).strip()


def _draw_line(axes: "Axes", standings: Sequence[Standing], today: date) -> None:
    """Money stays the same until it moves, so the line has steps."""
    days = [float(standing.day.toordinal()) for standing in standings]
    euros = [standing.available_cents / 100 for standing in standings]
    end = max(float(today.toordinal()), days[-1] + 1)
    axes.step([*days, end], [*euros, euros[-1]], where="post", color=LINE, linewidth=3.5)
    axes.fill_between([*days, end], [*euros, euros[-1]], step="post", color=SURFACE)
    axes.plot([end], [euros[-1]], marker="o", markersize=11, color=LINE, clip_on=False)
    axes.set_ylim(0, max(*euros, 1) * ROOM_ABOVE)
    axes.set_xlim(days[0], end)


def _label(axes: "Axes", standings: Sequence[Standing], today: date) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    now = texts("picture")["now"].format(amount=_exact(standings[-1].available_cents))
    axes.set_title(texts("picture")["title"], fontsize=LETTERS + 2, color=INK, loc="left", pad=18)
    axes.set_title(now, fontsize=LETTERS + 2, color=LINE, loc="right", pad=18, fontweight="bold")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda euros, _position: _whole(euros)))
    days = _named_days(standings[0].day, today)
    is_long = len({day.year for day in days}) > 1
    pattern = "y" if is_long else "d MMM"
    names = [format_date(day, pattern, locale="nl_NL") for day in days]
    axes.set_xticks([float(day.toordinal()) for day in days], names)
    axes.tick_params(labelsize=LETTERS, colors=INK)
    axes.tick_params(axis="x", pad=10)
    axes.grid(axis="y", color="#c9c9c9")
    axes.spines[["top", "right", "left"]].set_visible(False)


def _named_days(first: date, today: date) -> list[date]:
    """The days named under the line: the first of each year, or a few within one or two."""
    years = range(first.year + 1, today.year + 1)
    step = -(-len(years) // MOST_YEARS_NAMED) or 1
    if len(years) > 1:
        return [date(year, 1, 1) for year in years][::step]
    span = (today - first).days
    return [first] if span < 3 else [first + timedelta(days=span * part // 3) for part in range(4)]


def _as_png(figure: "Figure") -> bytes:
    file = io.BytesIO()
    # Without metadata: the picture says nothing of who made it, when or with what.
    figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def _long(day: date) -> str:
    return format_date(day, "d MMMM y", locale="nl_NL")


def _exact(cents: int) -> str:
    return format_currency(cents / 100, "EUR", locale="nl_NL").replace("\xa0", " ")


def _whole(euros: float) -> str:
    return format_currency(euros, "EUR", "¤ #,##0", locale="nl_NL", currency_digits=False).replace(
        "\xa0", " "
    )
