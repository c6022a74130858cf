"""What a worker reads: who speaks, when, with which answers to choose from and which sources."""

import pytest
from playwright.async_api import expect

from tests.widget.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="package")

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class TestSpeakers:
    async def test_the_header_says_it_is_a_chatbot(self, chat: Chat) -> None:
        await expect(chat.panel.get_by_role("heading", level=2)).to_have_text("Leermaat, chatbot")
        await expect(chat.panel).to_have_accessible_name("Leermaat, chatbot")

    async def test_the_header_names_the_coach_and_the_bot_again(self, chat: Chat) -> None:
        heading = chat.panel.get_by_role("heading", level=2)
        await chat.server.status("coach", "Je praat met Sanne, coach.", coach="Sanne")
        await expect(heading).to_have_text("Sanne, coach bij Leermaat")
        await chat.server.status("bot", "Je praat met de chatbot.")
        await expect(heading).to_have_text("Leermaat, chatbot")

    @pytest.mark.parametrize(
        ("speaker", "name", "shown"),
        [
            ("bot", "Leermaat, chatbot", "Leermaat, chatbot"),
            ("bot", "Maatje", "Maatje, chatbot"),
            ("coach", "Sanne", "Sanne, coach"),
            ("service", "Leermaat, dienst", "Leermaat, dienst"),
            ("worker", "Noor", "Jij"),
        ],
    )
    async def test_each_speaker_is_named_by_kind(
        self, chat: Chat, speaker: str, name: str, shown: str
    ) -> None:
        await chat.server.speak(speaker, "Hoi", name=name)
        await expect(chat.log.locator("article b").last).to_have_text(shown)

    async def test_times_and_days_are_those_of_amsterdam(self, chat: Chat) -> None:
        await chat.server.speak("bot", "Laat", sent_at="2025-03-29T23:30:00+00:00")
        await chat.server.speak("bot", "Zomertijd", sent_at="2025-03-30T10:05:00+00:00")
        await expect(chat.log.locator("time").nth(1)).to_have_text("00:30")
        await expect(chat.log.locator("time").nth(2)).to_have_text("12:05")
        days = chat.log.get_by_role("heading", level=3)
        await expect(days).to_have_count(2)
        await expect(days.last).to_have_text("zondag 30 maart 2025")


class TestTyping:
    async def test_only_a_coach_is_told_and_not_at_every_key(self, chat: Chat) -> None:
        await chat.page.clock.set_fixed_time("2026-11-24T12:00:00Z")
        await chat.field.press_sequentially("Aan de bot")
        await chat.server.status("coach", "Je praat met Sanne, coach.", coach="Sanne")
        await expect(chat.status).to_contain_text("Sanne")
        assert chat.server.of_kind("typing") == []
        await chat.field.press_sequentially("Aan Sanne")
        await chat.server.heard(1, "typing")
        await chat.field.press("Enter")
        await chat.server.heard(1, "say")
        assert len(chat.server.of_kind("typing")) == 1


class TestStatus:
    async def test_what_stands_above_is_the_servers_own_sentence(self, chat: Chat) -> None:
        await chat.server.status("waiting", "Er is nu geen coach.", position=1)
        await expect(chat.status).to_have_text("Er is nu geen coach.")

    async def test_the_way_back_to_the_bot_stays_within_reach(self, chat: Chat) -> None:
        back = {"id": "back", "title": "Verder met de chatbot"}
        await chat.server.status("waiting", "Je wacht op een coach.", button=back)
        await expect(chat.status).to_have_text("Je wacht op een coach.")
        await chat.button("Verder met de chatbot").click()
        assert (await chat.server.heard(1, "press"))[0]["button"] == "back"
        await chat.server.status("bot", "Je praat met de chatbot.")
        await expect(chat.button("Verder met de chatbot")).to_have_count(0)

    async def test_the_page_hears_who_speaks(self, chat: Chat) -> None:
        await chat.call(
            "chat.addEventListener('leermaat:handoff', ({detail}) => "
            "(window.turns = [...(window.turns ?? []), detail.speaking]))"
        )
        await chat.server.status("waiting", "Je wacht.", position=1)
        await chat.server.status("coach", "Je praat met Sanne.", coach="Sanne")
        await chat.server.status("bot", "Je praat met de chatbot.")
        await chat.page.wait_for_function("window.turns?.length === 3")
        assert await chat.page.evaluate("window.turns") == ["waiting", "coach", "bot"]


class TestChoices:
    async def test_a_press_sends_the_button_and_shows_its_words(self, chat: Chat) -> None:
        await chat.button("Wie betaalt mijn opleiding?").click()
        pressed = (await chat.server.heard(1, "press"))[0]
        assert pressed["button"] == "b2"
        await chat.has(2)
        await chat.is_settled()

    async def test_pressing_twice_is_pressing_once(self, chat: Chat) -> None:
        await chat.button("Wie betaalt mijn opleiding?").dblclick()
        await chat.has(2)
        await chat.is_settled()
        assert len(chat.server.of_kind("press")) == 1

    async def test_older_choices_stay_but_are_quiet(self, chat: Chat) -> None:
        weight = "element => getComputedStyle(element).fontWeight"
        old = chat.button("Wie betaalt mijn opleiding?")
        assert await old.evaluate(weight) == "600"
        await chat.server.speak("bot", "Iets anders", buttons=[{"id": "n", "title": "Nieuw"}])
        await expect(chat.button("Nieuw")).to_be_visible()
        assert await old.evaluate(weight) == "400"
        await old.click()
        assert (await chat.server.heard(1, "press"))[0]["button"] == "b2"

    async def test_a_person_is_one_button_away_until_asked_for(self, chat: Chat) -> None:
        human = chat.button("Praat met een mens")
        await expect(human).to_be_in_viewport()
        await human.press("Enter")
        assert (await chat.server.heard(1, "say"))[0]["text"] == "Ik wil een coach spreken"
        for speaking in ("waiting", "coach"):
            await chat.server.status(speaking, "Zo is het nu.", coach="Sanne", position=1)
            await expect(human).to_be_hidden()
            await expect(chat.log).to_be_focused()
        await chat.server.status("bot", "Je praat met de chatbot.")
        await expect(human).to_be_in_viewport()


class TestSources:
    async def test_name_host_dates_and_age(self, chat: Chat) -> None:
        source = {
            "name": "Rijksoverheid",
            "address": "https://www.rijksoverheid.nl/onderwerpen/scholing",
            "page_date": "2025-03-12",
            "age_note": "ouder dan een jaar",
        }
        await chat.server.speak("bot", "Zo zit het.", sources=[source], checked_on="2026-11-01")
        line = chat.log.locator(".sources")
        await expect(line).to_contain_text("Bron: Rijksoverheid (www.rijksoverheid.nl)")
        await expect(line).to_contain_text(", 12 maart 2025, ouder dan een jaar")
        await expect(line).to_contain_text("Wij keken dit na op 1 november 2026.")
        link = line.get_by_role("link")
        await expect(link).to_have_attribute("rel", "noopener noreferrer")
        await expect(link).to_have_attribute("target", "_blank")

    async def test_a_source_without_address_is_only_named(self, chat: Chat) -> None:
        source = {"name": "Cao Supermarkten", "address": None, "page_date": None, "age_note": None}
        await chat.server.speak("bot", "Zo zit het.", sources=[source])
        await expect(chat.log.locator(".sources")).to_have_text("Bron: Cao Supermarkten")


class TestPictures:
    async def test_an_own_picture_has_its_description(self, chat: Chat) -> None:
        chat.server.pages["/plaat.png"] = (PIXEL, {"Content-Type": "image/png"})
        await chat.server.speak("bot", "Kijk", image="/plaat.png", image_text="Drie stappen")
        await expect(chat.log.get_by_role("img", name="Drie stappen")).to_be_attached()

    async def test_a_picture_of_somebody_else_is_not_fetched(self, chat: Chat) -> None:
        await chat.server.speak(
            "bot", "Kijk", image="https://elders.example/volg.gif", image_text="Drie stappen"
        )
        await chat.has(2)
        await expect(chat.log.locator("img")).to_have_count(0)
        await expect(chat.log.locator("article").last).to_contain_text("Drie stappen")


class TestComposer:
    async def test_enter_sends_and_shift_enter_makes_a_line(self, chat: Chat) -> None:
        await chat.field.press_sequentially("Een")
        await chat.field.press("Shift+Enter")
        await chat.field.press_sequentially("Twee")
        await chat.field.press("Enter")
        assert (await chat.server.heard(1, "say"))[0]["text"] == "Een\nTwee"
        await expect(chat.field).to_have_value("")
        await expect(chat.field).to_be_focused()

    async def test_a_long_story_is_counted_not_cut(self, chat: Chat) -> None:
        counter = chat.panel.locator("#counter")
        await chat.field.fill("é" * 1799)
        await expect(counter).to_be_hidden()
        await chat.field.fill("😀" * 1950)
        await expect(counter).to_have_text("Je kunt nog 50 tekens typen.")
        await chat.field.fill("x" * 2010)
        await expect(counter).to_contain_text("Je bericht is 10 tekens te lang.")
        await chat.field.press("Enter")
        await expect(chat.field).to_have_value("x" * 2010)
        await chat.field.fill("x" * 2000)
        await chat.field.press("Enter")
        await chat.has(2)

    async def test_nothing_typed_is_nothing_sent(self, chat: Chat) -> None:
        await chat.field.fill("  \n ")
        await chat.field.press("Enter")
        await chat.button("Verstuur").click()
        await chat.page.wait_for_timeout(200)
        assert chat.server.of_kind("say") == []


class TestReadAloud:
    async def test_hidden_without_a_dutch_voice_on_this_device(self, chat: Chat) -> None:
        await expect(chat.button("Lees voor")).to_have_count(0)

    async def test_a_voice_reads_the_message_and_stops(self, chat: Chat) -> None:
        await chat.page.add_init_script(
            """speechSynthesis.getVoices = () => [{lang: "nl-NL", localService: true}];
            window.SpeechSynthesisUtterance = function (text) { this.text = text; };
            speechSynthesis.speak = (words) => { window.spoken = words; };
            speechSynthesis.cancel = () => window.spoken?.onend();"""
        )
        await chat.visit()
        await chat.open()
        await chat.button("Lees voor").click()
        assert "geen mens" in await chat.page.evaluate("window.spoken.text")
        await chat.button("Stop").click()
        await expect(chat.button("Lees voor")).to_be_visible()

    async def test_a_voice_at_the_vendor_does_not_count(self, chat: Chat) -> None:
        await chat.page.add_init_script(
            'speechSynthesis.getVoices = () => [{lang: "nl-NL", localService: false}]'
        )
        await chat.visit()
        await chat.open()
        await chat.has(1)
        await expect(chat.button("Lees voor")).to_have_count(0)


async def test_who_reads_back_is_not_pulled_away(chat: Chat) -> None:
    for number in range(12):
        await chat.server.speak("bot", f"Bericht {number}\n\nmet nog een regel")
    await chat.has(13)
    await expect(chat.log.get_by_text("Bericht 11")).to_be_in_viewport()
    await chat.log.evaluate(
        """log => new Promise((seen) => {
            log.addEventListener("scroll", () => requestAnimationFrame(seen), { once: true });
            log.scrollTop = 0;
        })"""
    )
    await chat.server.speak("coach", "Hallo daar")
    await expect(chat.log.get_by_text("Waar kan ik je mee helpen?")).to_be_in_viewport()
    await chat.button("Nieuw bericht").click()
    await expect(chat.log.get_by_text("Hallo daar")).to_be_in_viewport()
    await expect(chat.button("Nieuw bericht")).to_have_count(0)


async def test_an_answer_stays_in_view_when_the_status_bar_grows(chat: Chat) -> None:
    for number in range(8):
        await chat.server.speak("bot", f"Bericht {number}\n\nmet nog een regel")
    await chat.button("Praat met een mens").click()
    await chat.server.speak("service", "Je staat in de rij.")
    back = {"id": "back", "title": "Verder met de chatbot"}
    await chat.server.status("waiting", "Je wacht op een coach.", button=back)
    await expect(chat.button("Verder met de chatbot")).to_be_visible()
    await expect(chat.log.get_by_text("Je staat in de rij.")).to_be_in_viewport(ratio=1)


async def test_every_answer_comes_into_view(chat: Chat) -> None:
    for number in range(6):
        await chat.say(f"Vraag {number}")
        await chat.server.heard(number + 1, "say")
        await chat.server.speak("bot", f"Antwoord {number}\n\n1. Zo\n2. En zo\n3. Of zo\n4. Anders")
        await expect(chat.log.get_by_text(f"Antwoord {number}")).to_be_in_viewport(ratio=1)
        await expect(chat.button("Nieuw bericht")).to_have_count(0)


async def test_a_long_answer_is_shown_from_its_first_line(chat: Chat) -> None:
    await chat.server.speak("bot", "Eerste regel" + "\n\nNog een regel" * 30)
    await expect(chat.log.get_by_text("Eerste regel")).to_be_in_viewport()
    await chat.server.speak("bot", "En dit erna")
    await expect(chat.button("Nieuw bericht")).to_be_visible()
    await expect(chat.log.get_by_text("Eerste regel")).to_be_in_viewport()


async def test_nothing_moves_while_the_bot_thinks(chat: Chat) -> None:
    await chat.say("Hoi")
    await chat.has(2)
    await chat.is_settled()
    before = await chat.log.inner_text()
    await chat.page.wait_for_timeout(600)
    assert await chat.log.inner_text() == before
    assert await chat.call("chat.shadowRoot.getAnimations().length") == 0
