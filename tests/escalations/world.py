"""A whole hand-off without HTTP: workers, coaches, two doors, a Rasa that thinks, and crashes."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update

from api.conversations import feed
from api.conversations.answering import Answerer
from api.conversations.gateway import Gateway, Incoming, Receiving
from api.conversations.opening import open_conversation
from api.conversations.rasa_client import Answer, Question, Reply
from api.conversations.tables import Button, ButtonKind, Channel, Message, Speaker, Turn
from api.database import Database, now
from api.errors import LeermaatError
from api.escalations import service, transfers
from api.escalations.closing_time import ClosingTime
from api.escalations.promises import CallBackRepository
from api.escalations.releasing import release
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Escalation, ReleaseReason
from api.signals import Signals

LATER = timedelta(hours=1)


class ThinkingRasa:
    """Answers only when the world lets it."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()

    async def ask(self, question: Question) -> Answer:
        """Think, and echo."""
        await self.may_answer.wait()
        return Answer(replies=[Reply(text=f"echo: {question.text or question.payload}")])


@dataclass
class Worker:
    """What this worker knows to have happened."""

    conversation_id: UUID
    # Everything that was acknowledged, in order, with its client id.
    said: list[tuple[UUID, str]] = field(default_factory=list)
    # What coaches said and were told was kept.
    heard_from_coach: list[str] = field(default_factory=list)
    escalation_id: UUID | None = None
    coach: int | None = None
    bot_said_before: int = 0

    @property
    def speaking(self) -> str:
        """Who speaks, as the status has to say."""
        if self.escalation_id is None:
            return "bot"
        return "waiting" if self.coach is None else "coach"


class World:
    """The service on one database, that can be killed and started again."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        self.coaches: list[Coach] = []
        self.workers: list[Worker] = []
        # What was said while a hand-off was open: the bot has no business with it.
        self.said_to_people: set[str] = set()

    async def begin(self, workers: int, coaches: int) -> None:
        """Bring in the people."""
        self._start()
        async with self.database.transaction() as db:
            for number in range(coaches):
                coach = Coach(
                    email=f"{number}-{uuid4()}@x.example",
                    name=f"Coach {number}",
                    password_hash="",
                    capacity=100,
                )
                db.add(coach)
                self.coaches.append(coach)
        for _ in range(workers):
            async with self.database.transaction() as db:
                self.workers.append(Worker((await open_conversation(db, None)).id))

    def _start(self) -> None:
        self.database = Database(self.database_url, Signals())
        self.rasa = ThinkingRasa()
        self.answerer = Answerer(self.database, self.rasa, 120)  # type: ignore[arg-type]
        self.gateway = Gateway(self.database, self.answerer)

    async def crash(self) -> None:
        """Lose everything that is not in the database, and start again."""
        await self.answerer.stop()
        await self.database.close()
        self._start()
        async with self.database.transaction() as db:
            await db.execute(update(Turn).values(leased_until=None))
        await self.answerer.sweep()

    async def end(self) -> None:
        """Stop."""
        await self.answerer.stop()
        await self.database.close()

    async def say(self, worker: Worker, text: str, channel: Channel) -> None:
        """Something new, through one of the doors."""
        client_id = uuid4()
        await self._bring_in(worker, client_id, text, channel)
        worker.said.append((client_id, text))
        if worker.speaking != "bot":
            self.said_to_people.add(text)

    async def say_again(self, worker: Worker, channel: Channel) -> None:
        """The same message once more, as after a lost acknowledgement."""
        if worker.said:
            client_id, text = worker.said[-1]
            await self._bring_in(worker, client_id, text, channel)

    async def _bring_in(self, worker: Worker, client_id: UUID, text: str, channel: Channel) -> None:
        if channel is Channel.WEB:
            await self.gateway.receive(worker.conversation_id, Incoming(client_id, text=text))
            return
        async with self.database.transaction() as db:
            receiving = Receiving(db, worker.conversation_id, client_id, channel)
            await receiving.say(text)
        if receiving.assistant_owes_an_answer:
            self.answerer.wake(worker.conversation_id)

    async def press(self, worker: Worker, kind: ButtonKind) -> bool:
        """Press the newest button of this kind, if there ever was one."""
        async with self.database.reading() as db:
            button = await db.scalar(
                select(Button)
                .join(Message, Message.id == Button.message_id)
                .where(Message.conversation_id == worker.conversation_id, Button.kind == kind)
                .order_by(Message.seq.desc())
                .limit(1)
            )
        if button is None:
            return False
        client_id = uuid4()
        incoming = Incoming(client_id, button_id=button.id)
        await self.gateway.receive(worker.conversation_id, incoming)
        worker.said.append((client_id, button.title))
        return True

    async def claim(self, worker: Worker, coach: int) -> str:
        """One coach reaches for this worker; tells what came of it."""
        if worker.escalation_id is None:
            return "nothing to claim"
        try:
            async with self.database.transaction() as db:
                await service.claim(db, worker.escalation_id, self.coaches[coach])
        except LeermaatError as error:
            return error.code
        return "claimed"

    async def answer(self, worker: Worker, coach: int, text: str, times: int) -> str:
        """A coach answers, and perhaps sends it again."""
        client_id = uuid4()
        outcome = "no hand-off"
        for _ in range(times if worker.escalation_id else 0):
            try:
                async with self.database.transaction() as db:
                    await service.answer(
                        db, worker.escalation_id, self.coaches[coach], text, client_id
                    )
                outcome = "said"
            except LeermaatError as error:
                outcome = error.code
        return outcome

    async def resolve(self, worker: Worker, coach: int) -> str:
        """A coach closes."""
        if worker.escalation_id is None:
            return "no hand-off"
        try:
            async with self.database.transaction() as db:
                await service.resolve(db, worker.escalation_id, self.coaches[coach], "Afspraak.")
        except LeermaatError as error:
            return error.code
        return "resolved"

    async def hand_over(self, worker: Worker, coach: int) -> str:
        """The coach of this worker asks a colleague to take over, who does."""
        if worker.escalation_id is None or worker.coach is None:
            return "no hand-off"
        giver, taker = self.coaches[worker.coach], self.coaches[coach]
        try:
            async with self.database.transaction() as db:
                await transfers.offer(db, worker.escalation_id, giver, taker.id, None)
            async with self.database.transaction() as db:
                await transfers.accept(db, worker.escalation_id, taker)
        except LeermaatError as error:
            return error.code
        return "taken over"

    async def drop_out(self, worker: Worker) -> None:
        """The coach of this worker is gone."""
        if worker.escalation_id is None or worker.coach is None:
            return
        async with self.database.transaction() as db:
            escalation = await EscalationRepository(db).by_id(worker.escalation_id, lock=True)
            assert escalation
            coach = self.coaches[worker.coach]
            await release(db, escalation, coach, ReleaseReason.CONNECTION_LOST)

    async def close_for_today(self) -> None:
        """Coaches leave; an hour passes."""
        await ClosingTime(self.database).promise_who_still_waits(now() + LATER)

    async def let_rasa_answer(self) -> None:
        """Rasa is done thinking, and everything owed is answered."""
        self.rasa.may_answer.set()
        await self.answerer.sweep()
        while self.answerer._working:
            await asyncio.gather(*self.answerer._working.values(), return_exceptions=True)
            await asyncio.sleep(0)
        self.rasa.may_answer.clear()

    async def thread(self, worker: Worker, after: int = 0) -> list[feed.MessageShown]:
        """What a screen that has shown so much gets, page after page."""
        said: list[feed.MessageShown] = []
        async with self.database.reading() as db:
            while page := await feed.messages_after(db, worker.conversation_id, after):
                said += page
                after = page[-1].seq
        return said

    async def status(self, worker: Worker) -> feed.StatusShown:
        """Who speaks, as the worker sees it."""
        async with self.database.reading() as db:
            return await feed.status(db, worker.conversation_id)

    async def open_escalation(self, worker: Worker) -> Escalation | None:
        """The hand-off that is open, as the database has it."""
        async with self.database.reading() as db:
            return await EscalationRepository(db).open_one(worker.conversation_id)

    async def promise_before(self, worker: Worker) -> datetime | None:
        """Before when a coach writes back, if that is promised."""
        async with self.database.reading() as db:
            promised = await CallBackRepository(db).open_one(worker.conversation_id)
        return promised.due_at if promised else None

    async def said_to_bot(self) -> set[str]:
        """Everything that the bot owes an answer, or owed one."""
        async with self.database.reading() as db:
            return {text or "" for text in await db.scalars(select(Turn.text))}

    async def owed(self) -> int:
        """How many answers the bot still owes."""
        async with self.database.reading() as db:
            return len(list(await db.scalars(select(Turn).where(Turn.answered_at.is_(None)))))


def spoken_by(thread: list[feed.MessageShown], speaker: Speaker) -> list[str]:
    """What one kind of speaker said, in order."""
    return [message.text for message in thread if message.speaker is speaker]
