"""Reading what a worker wants to reserve: what, where, how much and from when."""

import re
from typing import Any

from rasa_sdk import Tracker

from actions.forms import any_of, does_not_know, form_words, has_any, intent, said

WHAT, PROVIDER = "reservation_what", "reservation_provider"
AMOUNT, STARTS_ON = "reservation_amount_cents", "reservation_starts_on"
SLOTS = (WHAT, PROVIDER, AMOUNT, STARTS_ON)
INTENTS = {"budget_reserveren", "reservering_wijzigen"}
LONGEST = 120  # characters of what and where
MOST_WORDS = 8  # more is a story, and asking is safer

_GAP = "■"  # where an amount or a day stood
_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+|\d{1,7})(?:,(\d{1,2}))?(?:,-)?(?![\w%])")

Values = dict[str, Any]


def read(tracker: Tracker) -> Values:
    """The slots that the message fills, and those that it wants to change, as None."""
    found = _changes(tracker) | _figures(tracker)
    asked, text = tracker.get_slot("requested_slot"), said(tracker)
    if does_not_know(text):
        return found
    rest = _without_figures(tracker)
    for slot, cue in ((PROVIDER, _at), (WHAT, _purpose)):
        may_change = tracker.get_slot(slot) is None or is_correction(text)
        value = cue(rest) if may_change else None
        if value:
            found[slot] = value
            rest = rest.replace(value, _GAP, 1)
    # Short answers look like anything to the classifier, but "ik wil geld reserveren" is no answer.
    is_begin = intent(tracker) == "budget_reserveren"
    if asked in (WHAT, PROVIDER) and asked not in found and not is_begin:
        found |= _whole_answer(asked, _chunk(rest) if found else rest)
    return found


def answers(tracker: Tracker, asked: str | None) -> bool:
    """Whether the message says by its own words what was asked: "een cursus heftruck"."""
    if asked in (AMOUNT, STARTS_ON):
        return asked in _figures(tracker)
    cue = {WHAT: _purpose, PROVIDER: _at}.get(asked or "")
    return cue is not None and cue(_without_figures(tracker)) is not None


def is_correction(text: str) -> bool:
    """Whether the text begins as somebody does who changes something."""
    words = form_words()["reservation"]["correction"]
    return bool(re.match(rf"\W*(?:{any_of(words)})\b", text, re.IGNORECASE))


def kind_of(what: str) -> str:
    """Which kind of learning it is, by its own words; a course when they do not tell."""
    kinds = form_words()["reservation"]["kinds"]
    return next((kind for kind, words in kinds.items() if _has_part(what, words)), "course")


def _figures(tracker: Tracker) -> Values:
    """The amount in cents and the day, when they are named."""
    found: Values = {}
    for slot, name in ((AMOUNT, "amount_cents"), (STARTS_ON, "date")):
        values = list(tracker.get_latest_entity_values(name))
        if values:
            found[slot] = values[-1]
    if AMOUNT not in found and (cents := _bare_amount(tracker)):
        found[AMOUNT] = cents
    return found


def _bare_amount(tracker: Tracker) -> int | None:
    """ "Nee, 400": a number is money when money was asked, or when something is changed."""
    is_asked = tracker.get_slot("requested_slot") == AMOUNT
    if not (is_asked or is_correction(said(tracker))):
        return None
    numbers = list(_NUMBER.finditer(_without_figures(tracker)))
    if not numbers:
        return None
    whole, part = numbers[-1].groups()
    return int(whole.replace(".", "")) * 100 + int((part or "0").ljust(2, "0"))


def _changes(tracker: Tracker) -> Values:
    """What should become different, without a word on how."""
    change = form_words()["reservation"]["change"]
    return {slot: None for slot, words in change.items() if has_any(said(tracker), words)}


def _without_figures(tracker: Tracker) -> str:
    """The text with a gap for each amount and day."""
    text = said(tracker)
    entities = tracker.latest_message.get("entities") or []
    spans = [(e["start"], e["end"]) for e in entities if e["entity"] in ("amount_cents", "date")]
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}{_GAP}{text[end:]}"
    return text


def _at(text: str) -> str | None:
    words = form_words()["reservation"]
    for match in re.compile(rf"(?<!\w)(?:{any_of(words['at'])})\s+", re.IGNORECASE).finditer(text):
        before = text[: match.start()].lower().split()[-1:]
        chunk = _chunk(text[match.end() :])
        is_elsewhere = has_any(chunk.lower(), words["not_at"]) and len(chunk.split()) <= 2
        if chunk and not is_elsewhere and not set(before) & set(words["work"]):
            return chunk
    return None


def _purpose(text: str) -> str | None:
    """What it is for: after "voor", or beginning with the name of a kind of learning."""
    words = form_words()["reservation"]
    for match in re.compile(rf"(?<!\w)(?:{any_of(words['for'])})\s+", re.IGNORECASE).finditer(text):
        chunk = _chunk(text[match.end() :])
        if chunk and chunk.split()[0].lower() not in words["not_for"]:
            return chunk
    kinds = [word for names in words["kinds"].values() for word in names]
    named = re.compile(rf"\b\w*(?:{any_of(kinds)})(?!\w)", re.IGNORECASE).search(text)
    return _chunk(text[named.start() :]) or None if named else None


def _chunk(text: str) -> str:
    """The words up to where the name of a course or a school ends."""
    text = re.split(rf"[{_GAP},.;:!?\n]", text.strip(), maxsplit=1)[0]
    text = _without_opening(text)
    kept: list[str] = []
    for word in text.split():
        if kept and word.lower() in form_words()["reservation"]["ends"]:
            break
        kept.append(word)
    return " ".join(kept)[:LONGEST] if len(kept) <= MOST_WORDS else ""


def _without_opening(text: str) -> str:
    pattern = re.compile(rf"\W*(?:{any_of(form_words()['opening'])})\s+", re.IGNORECASE)
    while match := pattern.match(text):
        text = text[match.end() :]
    return text.strip()


def _whole_answer(asked: str, text: str) -> Values:
    """The message itself is what was asked, without the words around it."""
    answer = _without_opening(text.strip()).replace(_GAP, " ").strip(" .,!;:-")
    is_opening = answer.lower() in form_words()["opening"]
    is_word = bool(re.search(r"[^\W\d_]{2}", answer))
    return {asked: answer[:LONGEST]} if is_word and not is_opening else {}


def _has_part(text: str, words: list[str]) -> bool:
    return any(word in text.lower() for word in words)
