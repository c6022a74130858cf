"""A message of the feed becomes parts that Telegram takes."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from api.channels.telegram.composing import Part, compose
from api.channels.telegram.splitting import LONGEST_TEXT, split, units
from api.conversations.feed import ButtonShown, LinkShown, MessageShown
from api.conversations.tables import Speaker

PICTURE = b"\x89PNG"


def message(text: str, **more: Any) -> MessageShown:
    """A message of the bot."""
    nothing = dict.fromkeys(("client_id", "checked_on", "image", "image_text", "link"))
    return MessageShown(
        **nothing
        | {
            "seq": 1,
            "id": uuid4(),
            "speaker": Speaker.BOT,
            "name": "Leermaat",
            "text": text,
            "buttons": [],
            "sources": [],
            "sent_at": datetime.now(UTC),
        }
        | more
    )


def shown(part: Part, number: int = 0) -> str:
    """The stretch of text that an entity is about, cut as Telegram cuts it."""
    entity = part.entities[number]
    cut = part.text.encode("utf-16-le")[entity.offset * 2 :][: entity.length * 2]
    return cut.decode("utf-16-le")


class TestSplitting:
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(8, 60))
    def test_nothing_is_lost_and_everything_fits(self, text: str, limit: int) -> None:
        pieces = split(text, limit)
        assert all(0 < units(piece) <= limit for piece in pieces)
        assert "".join("".join(pieces).split()) == "".join(text.split())

    def test_cuts_at_the_end_of_a_sentence(self) -> None:
        assert split("Eerste zin is dit. Tweede zin hier.", 30) == [
            "Eerste zin is dit.",
            "Tweede zin hier.",
        ]

    def test_prefers_a_paragraph(self) -> None:
        assert split("Kort stuk tekst.\n\nTwee. Drie vier.", 28)[0] == "Kort stuk tekst."


class TestComposing:
    def test_coach_is_named_in_bold_above_their_words(self) -> None:
        [part] = compose(message("Dag 😀", speaker=Speaker.COACH, name="Sanne 😀"))
        assert part.text == "Sanne 😀, coach\nDag 😀"
        assert shown(part) == "Sanne 😀, coach"

    def test_picture_with_a_caption_and_buttons(self) -> None:
        buttons = [ButtonShown(id="x", title="Verder")]
        [part] = compose(message("Je saldo", image="/p.png", buttons=buttons), PICTURE)
        assert (part.text, part.photo, list(part.buttons)) == ("Je saldo", PICTURE, buttons)

    def test_too_long_a_caption_comes_after_the_picture(self) -> None:
        long = "Een zin. " * 200
        parts = compose(message(long, image="/p.png", image_text="Je saldo."), PICTURE)
        assert [part.photo for part in parts] == [PICTURE, None]
        assert parts[0].text == "Je saldo."

    def test_picture_that_is_gone_is_told_in_words(self) -> None:
        parts = compose(message("Kijk maar.", image="/p.png", image_text="€ 10 vrij."))
        assert [part.text for part in parts] == ["Kijk maar.", "€ 10 vrij."]

    def test_what_can_be_opened_is_a_link_to_us(self) -> None:
        link = LinkShown(address="/agenda/x.ics", title="Zet in je agenda")
        part = compose(message("Afspraak", link=link))[-1]
        assert shown(part) == "Zet in je agenda"
        assert part.entities[0].url == "http://127.0.0.1:8080/agenda/x.ics"

    def test_every_part_fits_with_name_and_source(self) -> None:
        source = {"name": "S" * 80, "address": "https://a.nl", "page_date": "x"}
        long = message("😀" * 4100, speaker=Speaker.COACH, name="N" * 80, sources=[source] * 9)
        parts = compose(long)
        assert all(0 < units(part.text) <= LONGEST_TEXT for part in parts)
