"""A visitor on Telegram is heard and answered, in Telegram's own forms."""

from tests.channels.telegram.fake.person import Person
from tests.channels.telegram.fake.server import FakeTelegram


class TestTalking:
    async def test_first_words_are_the_disclosure_and_then_the_answer(
        self, person: Person, telegram: FakeTelegram
    ) -> None:
        await person.says("wat is scholing")
        await person.reads("echo: wat is scholing")
        assert "een computer, geen mens" in person.texts[0]
        assert telegram.of("sendChatAction") == []
        assert telegram.refused == []
