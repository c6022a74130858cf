"""Lines break. Nothing is lost, nothing is doubled, and the worker is told in plain words."""

import pytest
from playwright.async_api import expect

from tests.widget.chat import Chat
from tests.widget.server import Frame, Talk

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def deaf(talk: Talk, frame: Frame) -> bool:
    """A server that stores nothing and says nothing."""
    return False


class TestResume:
    async def test_it_asks_only_for_what_it_has_not_shown(self, chat: Chat) -> None:
        await chat.server.speak("bot", "Twee")
        await chat.has(2)
        chat.server.kill()
        hellos = await chat.server.heard(2)
        assert hellos[0]["after"] == 0
        assert hellos[1]["after"] == 2
        assert hellos[1]["session"] == chat.server.talk.secret

    async def test_a_doubled_message_is_shown_once(self, chat: Chat) -> None:
        chat.server.wire = lambda frame: [frame, frame]
        await chat.server.speak("bot", "Een keer")
        await chat.server.speak("bot", "Klaar")
        await chat.has(3)

    async def test_a_gap_is_fetched_before_going_on(self, chat: Chat) -> None:
        chat.server.wire = lambda frame: [] if frame.get("text") == "Kwijt" else [frame]
        await chat.server.speak("bot", "Kwijt")
        await chat.server.speak("bot", "Later")
        chat.server.wire = lambda frame: [frame]
        await chat.has(3)
        assert [text for _, text in await chat.shown()][1:] == ["Kwijt", "Later"]
        assert chat.server.of_kind("hello")[-1]["after"] == 1

    async def test_resync_begins_again_from_one(self, chat: Chat) -> None:
        await chat.server.show({"type": "resync"})
        await chat.has(0)
        for message in chat.server.talk.messages:
            await chat.server.show(message)
        await chat.has(1)

    async def test_another_conversation_does_not_mix_with_this_one(self, chat: Chat) -> None:
        await chat.server.speak("bot", "Van het oude gesprek")
        await chat.has(2)
        talk = chat.server.talk
        talk.id, talk.messages = "00000000-0000-4000-8000-000000000000", talk.messages[:1]
        chat.server.kill()
        await chat.server.heard(3)
        await chat.has(1)

    async def test_an_unknown_frame_is_left_alone(self, chat: Chat) -> None:
        await chat.server.show({"type": "confetti"})
        await chat.server.speak("bot", "Gewoon verder")
        await chat.has(2)


class TestOutbox:
    async def test_the_next_waits_for_the_ack_of_the_one_before(self, chat: Chat) -> None:
        chat.server.answer = deaf
        for text in ("een", "twee", "drie"):
            await chat.say(text)
        await expect(chat.log.get_by_text("wordt verstuurd")).to_have_count(3)
        await chat.page.wait_for_timeout(400)
        assert [frame["text"] for frame in chat.server.of_kind("say")] == ["een"]
        chat.server.answer = None
        chat.server.kill()
        await chat.is_settled()
        assert [m["text"] for m in chat.server.talk.messages][1:] == ["een", "twee", "drie"]

    async def test_what_arrived_is_not_sent_again(self, chat: Chat) -> None:
        await chat.say("een")
        await chat.is_settled()
        chat.server.kill()
        await chat.server.heard(2)
        await chat.say("twee")
        await chat.is_settled()
        assert [frame["text"] for frame in chat.server.of_kind("say")] == ["een", "twee"]


class TestRetry:
    async def test_first_at_once_then_with_one_to_five_seconds(self, chat: Chat) -> None:
        await chat.page.evaluate(
            """window.waits = [];
            const real = window.setTimeout;
            window.setTimeout = (run, wait) => { window.waits.push(wait); return real(run, wait); };
            0"""
        )
        chat.server.is_down = True
        chat.server.kill()
        await chat.page.wait_for_function(
            "window.waits.filter((wait) => wait > 1000 && wait <= 5000 && wait !== 1500).length > 0"
        )
        waits = [wait for wait in await chat.page.evaluate("window.waits") if wait != 1500]
        assert 200 <= waits[0] <= 500

    async def test_a_silent_line_is_given_up_after_a_minute(self, chat: Chat) -> None:
        await chat.page.clock.install()
        await chat.server.show({"type": "heartbeat"})
        await chat.page.clock.run_for(59_000)
        assert len(chat.server.of_kind("hello")) == 1
        await chat.page.clock.run_for(2_000)
        await chat.server.heard(2)

    async def test_an_ack_that_stays_away_is_a_broken_line(self, chat: Chat) -> None:
        chat.server.answer = deaf
        await chat.page.clock.install()
        await chat.say("Hallo?")
        await chat.server.heard(1, "say")
        chat.server.answer = None
        await chat.page.clock.run_for(16_000)
        await chat.is_settled()
        assert len({frame["id"] for frame in chat.server.of_kind("say")}) == 1

    async def test_the_network_coming_back_is_used_at_once(self, chat: Chat) -> None:
        chat.server.is_down = True
        chat.server.kill()
        await expect(chat.status).to_contain_text("Geen verbinding")
        chat.server.is_down = False
        await chat.page.evaluate("window.dispatchEvent(new Event('online'))")
        await expect(chat.status).to_have_text("", timeout=1000)

    async def test_after_too_many_frames_it_takes_its_time(self, chat: Chat) -> None:
        await chat.page.clock.install()
        await chat.server.close(4429)
        await chat.page.clock.run_for(900)
        assert len(chat.server.of_kind("hello")) == 1
        await chat.page.clock.run_for(4_200)
        await chat.server.heard(2)


class TestOffline:
    async def test_a_hiccup_is_not_worth_a_notice(self, chat: Chat) -> None:
        chat.server.kill()
        await chat.server.heard(2)
        await expect(chat.status).to_have_text("")

    async def test_the_worker_sees_what_was_not_sent_and_that_it_goes_later(
        self, chat: Chat
    ) -> None:
        await chat.server.status("coach", "Je praat met Sanne, coach.", coach="Sanne")
        chat.server.is_down = True
        chat.server.kill()
        await chat.say("In de trein")
        await expect(chat.status).to_have_text(
            "Geen verbinding. We versturen je berichten zodra er weer verbinding is."
        )
        retry = chat.log.get_by_role("button", name="niet verstuurd, probeer opnieuw")
        await expect(retry).to_be_visible()
        chat.server.is_down = False
        await retry.click()
        await expect(chat.log).to_be_focused()
        await chat.is_settled()
        assert (await chat.shown())[-1] == ("worker", "In de trein")
        await expect(chat.status).to_have_text("Je praat met Sanne, coach.")

    async def test_the_page_hears_of_it(self, chat: Chat) -> None:
        await chat.call(
            "chat.addEventListener('leermaat:offline', ({detail}) => "
            "(window.offline = [...(window.offline ?? []), detail.offline]))"
        )
        chat.server.is_down = True
        chat.server.kill()
        await chat.page.wait_for_function("window.offline?.length === 1")
        chat.server.is_down = False
        await chat.page.wait_for_function("window.offline?.length === 2")
        assert await chat.page.evaluate("window.offline") == [True, False]


class TestSessionOver:
    async def test_it_says_hello_again_without_the_session(self, chat: Chat) -> None:
        old = chat.server.talks.pop()
        await chat.server.close(4401)
        hellos = await chat.server.heard(2)
        assert hellos[-1]["session"] is None
        assert hellos[-1]["after"] == 0
        await expect(chat.log).to_contain_text("Je vorige gesprek is afgesloten.")
        stored = await chat.page.evaluate("localStorage.getItem('leermaat:session')")
        assert stored == chat.server.talk.secret != old.secret

    async def test_what_waits_goes_into_the_new_conversation(self, chat: Chat) -> None:
        chat.server.answer = deaf
        await chat.say("Nog niet gelezen")
        await chat.server.heard(1, "say")
        chat.server.answer = None
        chat.server.talks.clear()
        await chat.server.close(4401)
        await chat.server.heard(2, "say")
        await chat.is_settled()
        assert ("worker", "Nog niet gelezen") in await chat.shown()

    async def test_with_a_closed_chat_it_waits_until_somebody_opens_it(self, chat: Chat) -> None:
        await chat.button("Sluit").click()
        chat.server.talks.clear()
        await chat.server.close(4401)
        await chat.page.wait_for_timeout(2000)
        assert len(chat.server.of_kind("hello")) == 1
        chat.server.is_down = True
        await chat.launcher.click()
        await expect(chat.status).to_have_text("")  # nothing was wrong until now
        chat.server.is_down = False
        await chat.server.heard(2)


class TestRefused:
    async def test_the_reason_stands_with_the_message(self, chat: Chat) -> None:
        async def refuse(talk: Talk, frame: Frame) -> bool:
            reason = {"code": "TooManyMessages", "text": "Dat gaat me te snel."}
            await chat.server.show({"type": "refused", "id": frame["id"], **reason})
            return False

        chat.server.answer = refuse
        await chat.say("Snel")
        await expect(chat.log).to_contain_text("Dat gaat me te snel.")
        chat.server.answer = None
        await chat.say("Daarna")
        await chat.has(3)
        await chat.log.get_by_role("button", name="niet verstuurd").click()
        await chat.is_settled()
        assert [text for _, text in await chat.shown()][1:] == ["Daarna", "Snel"]

    async def test_a_frame_the_server_cannot_read_is_not_sent_for_ever(self, chat: Chat) -> None:
        async def break_off(talk: Talk, frame: Frame) -> bool:
            await chat.server.close(4400)
            return False

        chat.server.answer = break_off
        await chat.say("Gek")
        await expect(chat.log.get_by_role("button", name="niet verstuurd")).to_be_visible()
        await chat.server.heard(2)
        await chat.page.wait_for_timeout(300)
        assert len(chat.server.of_kind("say")) == 1

    async def test_a_refusal_of_nothing_in_particular_is_shown_too(self, chat: Chat) -> None:
        await chat.server.show({"type": "refused", "id": None, "code": "X", "text": "Er is iets."})
        await expect(chat.log).to_contain_text("Er is iets.")


class TestTabs:
    async def test_two_tabs_show_the_same(self, chat: Chat) -> None:
        other = await Chat(await chat.page.context.new_page(), chat.server).visit()
        await other.open()
        await chat.say("Uit de ene")
        await other.say("Uit de andere")
        await chat.has(3)
        await other.has(3)
        await chat.is_settled()
        await other.is_settled()
        assert await chat.shown() == await other.shown()

    async def test_signing_out_in_one_tab_empties_the_other(self, chat: Chat) -> None:
        await chat.say("Iets van mij")
        await chat.has(2)
        other = await Chat(await chat.page.context.new_page(), chat.server).visit()
        await other.open()
        await other.has(2)
        chat.server.greeting = []
        await chat.call("chat.signOut()")
        await other.has(0)
