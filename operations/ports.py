"""The three ports, all on loopback, and a clear word when one is taken."""

import os
import socket

from operations.faults import OperatorFault

HOST = "127.0.0.1"
DEFAULTS = {"API_PORT": 8080, "ACTIONS_PORT": 5055, "RASA_PORT": 5005}


class PortTaken(OperatorFault):
    """Another program listens on a port that we need."""

    def __init__(self, variable: str, port: int) -> None:
        super().__init__(
            f"Port {port} is taken by another program: stop that one, or start with "
            f"`{variable}={_any_free()} python3 run.py`."
        )


class NotAPort(OperatorFault):
    """An environment variable that should hold a port number holds something else."""

    def __init__(self, variable: str, value: str) -> None:
        super().__init__(f"{variable} must be a number from 1 to 65535, not {value!r}.")


def port(variable: str) -> int:
    """The port that an environment variable names, or its default; raises NotAPort."""
    value = os.environ.get(variable, str(DEFAULTS[variable]))
    if not (value.isdecimal() and 0 < int(value) < 65536):
        raise NotAPort(variable, value)
    return int(value)


def refuse_taken() -> None:
    """Raise PortTaken for the first port that is in use."""
    for variable in DEFAULTS:
        if not _is_free(port(variable)):
            raise PortTaken(variable, port(variable))


def _is_free(number: int) -> bool:
    with socket.socket() as probe:
        # As the servers themselves do, so that connections of the last run do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, number))
        except OSError:
            return False
    return True


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
