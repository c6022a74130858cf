"""Promises about taking a conversation, talking in it and giving it back."""

import asyncio
from uuid import uuid4

from api.escalations import service as escalations
from api.escalations.tables import Escalation
from tests.console.coaches import Console, reply
from tests.support.chat import chatting

REVIEW = {"outcome": "answered", "step": "review"}
CLOSE = {"outcome": "answered", "step": "close"}


class TestDesk:
    async def test_without_anybody_it_says_so_kindly(self, console: Console) -> None:
        async with console.coach() as sanne:
            page = (await sanne.get("/console")).text
        assert "Niemand wacht" in page
        assert "<title>Balie" in page

    async def test_shows_who_waits_longest_first(self, console: Console) -> None:
        first = await console.asks("Kan iemand mij bellen?", "Dennis")
        second = await console.asks("Ik wil een mens " + "heel graag " * 40, None)
        async with console.coach() as sanne:
            page = (await sanne.get("/console")).text
        assert page.index(str(first.escalation_id)) < page.index(str(second.escalation_id))
        assert "Dennis" in page
        assert f"Bezoeker {second.conversation_id.hex[:4]}" in page
        assert "vraagt om een mens" in page
        assert "Kan iemand mij bellen?" in page
        assert "heel graag " * 10 in page
        assert "heel graag " * 20 not in page
        assert "<title>(2) Balie" in page

    async def test_a_taken_conversation_moves_to_mine(self, console: Console) -> None:
        asked = await console.asks()
        async with console.coach() as sanne:
            await sanne.post(f"{asked.page}/claim")
            page = (await sanne.get("/console")).text
        assert "Niemand wacht" in page
        assert f'id="open-{asked.escalation_id}"' in page
        assert "Wacht op jouw antwoord" in page


class TestTake:
    async def test_before_it_only_the_occasion_is_shown(self, console: Console) -> None:
        asked = await console.asks("Kan iemand naar mijn contract kijken?")
        async with console.coach() as sanne:
            page = (await sanne.get(asked.page)).text
        assert "Kan iemand naar mijn contract kijken?" in page
        assert "ik zoek een andere baan" not in page
        assert 'id="reply"' not in page

    async def test_nothing_is_shown_of_who_only_asked_for_a_person(self, console: Console) -> None:
        asked = await console.asks("Ik wil iemand spreken")
        async with console.coach() as sanne:
            for address in ("/console", asked.page):
                page = (await sanne.get(address)).text
                assert "vraagt om een mens" in page
                assert "Ik wil iemand spreken" not in page

    async def test_after_it_the_whole_thread_is_shown(self, console: Console) -> None:
        asked = await console.asks()
        async with console.coach() as sanne:
            taken = await sanne.post(f"{asked.page}/claim")
            page = (await sanne.get(taken.headers["location"])).text
        assert "ik zoek een andere baan" in page
        for speaker in ("worker", "bot", "service"):
            assert f"said-{speaker}" in page
        assert 'id="reply"' in page

    async def test_second_coach_is_refused_in_dutch(self, console: Console) -> None:
        asked = await console.asks()
        async with console.coach("sanne") as sanne, console.coach("youssef") as youssef:
            assert (await sanne.post(f"{asked.page}/claim")).status_code == 303
            refused = await youssef.post(f"{asked.page}/claim")
        assert refused.status_code == 409
        assert "Een andere coach heeft dit gesprek al." in refused.text

    async def test_of_two_at_once_one_wins(self, console: Console) -> None:
        asked = await console.asks()
        async with console.coach("sanne") as sanne, console.coach("youssef") as youssef:
            both = [browser.post(f"{asked.page}/claim") for browser in (sanne, youssef)]
            codes = sorted(answer.status_code for answer in await asyncio.gather(*both))
        assert codes == [303, 409]

    async def test_pressing_twice_is_pressing_once(self, console: Console) -> None:
        asked = await console.asks()
        async with console.coach() as sanne:
            for _ in range(2):
                assert (await sanne.post(f"{asked.page}/claim")).status_code == 303
            page = (await sanne.get(asked.page)).text
        assert page.count("Sanne is er.") == 1

    async def test_the_other_coach_hears_that_it_is_not_theirs(self, console: Console) -> None:
        asked = await console.asks("Mijn geheim", "Samira")
        async with console.coach("sanne") as sanne, console.coach("youssef") as youssef:
            await sanne.post(f"{asked.page}/claim")
            page = await youssef.get(asked.page)
            form = {"text": "Hoi", "client_id": str(uuid4())}
            said = await youssef.post(f"{asked.page}/messages", data=form)
            closed = await youssef.post(f"{asked.page}/close", data=CLOSE)
            review = await youssef.post(f"{asked.page}/close", data=REVIEW)
        assert page.status_code == 403
        assert "Dit gesprek is niet van jou" in page.text
        assert "Sanne" in page.text
        for response in (page, said, closed, review):
            assert response.status_code == 403
            assert "geheim" not in response.text
            assert "Samira" not in response.text


class TestReply:
    async def test_reaches_the_worker_under_the_coachs_name(self, console: Console) -> None:
        asked = await console.asks()
        async with (
            console.coach() as sanne,
            chatting(console.address, identity=console.identity()) as worker,
        ):
            await sanne.post(f"{asked.page}/claim")
            await reply(sanne, asked, "Hoi Samira,\r\nwaarmee kan ik helpen?")
            message = await worker.next_from("coach")
        assert message["name"] == "Sanne"
        assert message["text"] == "Hoi Samira,\nwaarmee kan ik helpen?"

    async def test_the_same_form_twice_is_said_once(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            form = {"text": "Een keer", "client_id": str(uuid4())}
            for _ in range(2):
                await sanne.post(f"{asked.page}/messages", data=form)
            changed = form | {"text": "Anders"}
            await sanne.post(f"{asked.page}/messages", data=changed)
            page = (await sanne.get(asked.page)).text
        thread = page[page.index('id="thread"') : page.index('id="reply"')]
        assert thread.count("Een keer") == 1
        assert thread.count("Anders") == 1

    async def test_our_script_gets_the_id_for_the_next(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            form = {"text": "Hoi", "client_id": str(uuid4())}
            json = {"Accept": "application/json"}
            answer = await sanne.post(f"{asked.page}/messages", data=form, headers=json)
            assert answer.json()["client_id"] != form["client_id"]
            form["text"] = " "
            refused = await sanne.post(f"{asked.page}/messages", data=form, headers=json)
            sanne.cookies.clear()
            outside = await sanne.post(f"{asked.page}/messages", data=form, headers=json)
        assert refused.status_code == 422
        assert refused.json()["detail"].startswith("Je antwoord is leeg")
        assert outside.status_code == 401

    async def test_personal_numbers_are_not_kept(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            await reply(sanne, asked, "Is 123456782 je nummer?")
            page = (await sanne.get(asked.page)).text
        assert "123456782" not in page
        assert "[nummer weggehaald]" in page

    async def test_long_thread_begins_with_its_last_page(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            for number in range(205):
                await console.says(asked.conversation_id, f"bericht-{number}.")
            page = (await sanne.get(asked.page)).text
            everything = (await sanne.get(f"{asked.page}?alles=1")).text
        assert "bericht-204." in page
        assert "bericht-1." not in page
        assert "Toon ook de eerdere berichten" in page
        assert "bericht-1." in everything
        assert "bericht-204." in everything


class TestClose:
    async def test_agreements_are_reviewed_and_then_read_by_the_worker(
        self, console: Console
    ) -> None:
        form = {"who": "Samira", "what": "Kiest een cursus", "when": "voor vrijdag"}
        form["outcome"] = "answered"
        text = "Wie: Samira\nWat: Kiest een cursus\nWanneer: voor vrijdag"
        async with (
            console.taken() as (sanne, asked),
            chatting(console.address, identity=console.identity()) as worker,
        ):
            assert 'name="who"' in (await sanne.get(f"{asked.page}/close")).text
            review = await sanne.post(f"{asked.page}/close", data=form | {"step": "review"})
            assert text in review.text
            assert "Ja, sluit het gesprek af" in review.text
            edit = await sanne.post(f"{asked.page}/close", data=form | {"step": "edit"})
            assert 'value="Samira"' in edit.text
            assert 'id="thread"' in (await sanne.get(asked.page)).text
            await sanne.post(f"{asked.page}/close", data=form | {"step": "close"})
            closed = (await sanne.get(asked.page)).text
            told = await worker.until(lambda f: text in f.get("text", ""))
            assert (await worker.ask("en nu?"))["text"] == "echo: en nu?"
        assert told["speaker"] == "service"
        assert "is afgesloten" in closed
        assert text in closed
        assert 'id="thread"' not in closed

    async def test_works_without_agreements_and_a_second_time(self, console: Console) -> None:
        async with console.coach() as sanne:
            for _ in range(2):
                asked = await console.asks()
                await sanne.post(f"{asked.page}/claim")
                review = await sanne.post(f"{asked.page}/close", data=REVIEW)
                assert "Je sluit af zonder afspraken." in review.text
                await sanne.post(f"{asked.page}/close", data=CLOSE)
                assert "geen afspraken" in (await sanne.get(asked.page)).text

    async def test_closed_is_closed(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            for expected in (303, 409):
                response = await sanne.post(f"{asked.page}/close", data=CLOSE)
                assert response.status_code == expected
            form = {"text": "Nog iets", "client_id": str(uuid4())}
            late = await sanne.post(f"{asked.page}/messages", data=form)
        assert late.status_code == 409
        assert "al afgesloten" in late.text

    async def test_worker_who_left_the_queue_is_not_shown(self, console: Console) -> None:
        asked = await console.asks("Mijn geheim")
        async with (
            console.coach() as sanne,
            chatting(console.address, identity=console.identity()) as worker,
        ):
            await worker.press("Verder met de chatbot")
            await worker.next_from("service")
            page = (await sanne.get(asked.page)).text
            claim = await sanne.post(f"{asked.page}/claim")
        assert "wacht niet meer" in page
        assert "geheim" not in page
        assert claim.status_code == 409

    async def test_of_who_was_promised_something_that_is_told(self, console: Console) -> None:
        asked = await console.asks()
        async with console.parts.database.transaction() as db:
            waiting = await db.get_one(Escalation, asked.escalation_id)
            await escalations.leave_queue(db, waiting, promised=True)
        async with console.coach() as sanne:
            page = (await sanne.get(asked.page)).text
        assert "krijgt later bericht of heeft een afspraak" in page
        assert "koos ervoor" not in page
