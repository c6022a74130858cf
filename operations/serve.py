"""`python3 run.py`: train when needed, start everything, keep it up, stop it cleanly."""

import asyncio
import os
import signal
from dataclasses import dataclass

from operations import demo, instance, ports, services, train
from operations.demo import Demo
from operations.faults import OperatorFault
from operations.logs import last_words, log_file
from operations.paths import PYTHON
from operations.processes import Processes, describe
from operations.progress import Progress
from operations.supervisor import Supervisor

STOP_ORDER = ("api", "actions", "rasa")
PARENT_POLL_SECONDS = 0.5


class MigrationFailed(OperatorFault):
    """The database could not be brought into its present shape."""

    def __init__(self, code: int) -> None:
        words = last_words(log_file("migrate"))
        super().__init__(f"Preparing the database {describe(code)}. {words}")


async def serve(with_demo: bool) -> None:
    """Run Leermaat until a signal comes; raises OperatorFault when it cannot start."""
    stop_on_signals()
    with instance.claim(), Processes() as processes:
        ports.refuse_taken()
        progress = Progress()
        supervisor = Supervisor(processes, progress)
        environment = services.environment(with_demo)
        try:
            loaded = await Start(processes, progress, supervisor, environment).run()
            has_telegram = bool(environment.get("TELEGRAM_BOT_TOKEN"))
            for line in demo.summary(environment["API_URL"], loaded, has_telegram):
                progress.say(line)
            await supervisor.keep_up()
        finally:
            progress.say("Stopping ...")
            await supervisor.stop(STOP_ORDER)
            progress.say("Stopped.")


def stop_on_signals() -> None:
    """Let SIGTERM and the closing of the terminal end us as Ctrl-C does.

    With STOP_WITH_PARENT set, so does the end of who started us: a test that is killed cannot
    stop what it started.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task  # noqa: S101 (this is called from a coroutine)
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    if os.environ.get("STOP_WITH_PARENT"):
        _stop_without(os.getppid(), task)


def _stop_without(parent: int, task: asyncio.Task[object]) -> None:
    if os.getppid() != parent:
        task.cancel()
    else:
        task.get_loop().call_later(PARENT_POLL_SECONDS, _stop_without, parent, task)


@dataclass(frozen=True)
class Start:
    """The start, as parallel as it can be: Rasa takes longest, so nothing waits for it."""

    processes: Processes
    progress: Progress
    supervisor: Supervisor
    environment: dict[str, str]

    async def run(self) -> Demo | None:
        """Return what demo data was loaded when every service answers."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._assistant())
                group.create_task(self.supervisor.start(services.actions(self.environment)))
                backend = group.create_task(self._backend())
        except* (OperatorFault, OSError) as faults:
            raise faults.exceptions[0] from None
        return backend.result()

    async def _assistant(self) -> None:
        model = train.find_model()
        if model is None:
            with self.progress.step("Training the assistant"):
                model = await train.train(self.environment, self.processes)
        await self.supervisor.start(services.rasa(model, self.environment))

    async def _backend(self) -> Demo | None:
        with self.progress.step("Preparing the database"):
            await self._migrate()
        loaded = None
        if self.environment["DEMO"] == "1":
            with self.progress.step("Loading the demo data"):
                loaded = await demo.load(self.environment, self.processes)
        await self.supervisor.start(services.api(self.environment))
        return loaded

    async def _migrate(self) -> None:
        command = [str(PYTHON), "-m", "alembic", "upgrade", "head"]
        code = await self.processes.run(command, self.environment, log_file("migrate"))
        if code != 0:
            raise MigrationFailed(code)
