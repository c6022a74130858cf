"""Starts services, waits until they answer, and starts again what dies."""

import asyncio
import http.client
import time
from asyncio.subprocess import Process
from collections.abc import Iterable
from urllib.parse import urlsplit

from operations.faults import OperatorFault
from operations.logs import last_words, log_file, rotate
from operations.processes import Processes, describe
from operations.progress import Progress
from operations.services import Service

READY_SECONDS = 300.0
POLL_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 30
STEADY_SECONDS = 60
ROTATE_SECONDS = 60


class ServiceNotReady(OperatorFault):
    """A service ended, or never answered, while we waited for its first answer."""

    def __init__(self, service: Service, what: str) -> None:
        words = last_words(log_file(service.name))
        super().__init__(f"{service.title} {what} before it was ready. {words}")


class Supervisor:
    """The services that should be up, and their processes."""

    def __init__(self, processes: Processes, progress: Progress) -> None:
        self._processes = processes
        self._progress = progress
        self._running: dict[str, tuple[Service, Process]] = {}

    async def start(self, service: Service) -> None:
        """Start a service and return when it answers; raises ServiceNotReady."""
        log = log_file(service.name)
        rotate(log)
        process = await self._processes.start(service.command, service.environment, log)
        self._running[service.name] = service, process
        with self._progress.step(f"Waiting for {service.title}"):
            await _until_ready(service, process)

    async def keep_up(self) -> None:
        """Start again whatever dies, and keep the logs small, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for name in self._running:
                group.create_task(self._keep(name))
            while True:
                await asyncio.sleep(ROTATE_SECONDS)
                self._rotate_logs()

    async def stop(self, order: Iterable[str]) -> None:
        """Stop the services in this order, each with its grace time."""
        for name in order:
            if name in self._running:
                await self._processes.stop(self._running[name][1])

    async def _keep(self, name: str) -> None:
        pause = 1
        while True:
            began = time.monotonic()
            await self._until_ended(name, pause)
            await asyncio.sleep(pause)
            is_steady = time.monotonic() - began > STEADY_SECONDS
            pause = 1 if is_steady else min(pause * 2, LONGEST_PAUSE_SECONDS)
            try:
                await self.start(self._running[name][0])
            except (ServiceNotReady, OSError) as fault:  # a full disk may be emptied again
                self._progress.say(str(fault))

    def _rotate_logs(self) -> None:
        try:
            for name in self._running:
                rotate(log_file(name))
        except OSError as error:
            self._progress.say(f"The logs could not be kept small: {error}")

    async def _until_ended(self, name: str, pause: int) -> None:
        service, process = self._running[name]
        code = await process.wait()
        await self._processes.stop(process)  # helpers that it left behind may hold its port
        self._progress.say(
            f"{service.title} {describe(code)}; starting it again in {pause} s. "
            f"{last_words(log_file(name))}"
        )


async def _until_ready(service: Service, process: Process) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not await asyncio.to_thread(answers, service.health):
        if process.returncode is not None:
            raise ServiceNotReady(service, describe(process.returncode))
        if time.monotonic() > deadline:
            raise ServiceNotReady(service, f"did not answer for {READY_SECONDS:.0f} s")
        await asyncio.sleep(POLL_SECONDS)


def answers(url: str) -> bool:
    """Whether a health address answers 200; asked directly, whatever proxy is configured."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=5)
    try:
        connection.request("GET", address.path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
