"""Keeps what workers write out of the logs."""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, Dict, Optional, Text, Tuple, Type, Union

ExcInfo = Union[Tuple[Type[BaseException], BaseException, Optional[TracebackType]], Any]


# What Rasa's structured log lines may keep; all else may quote a worker or a slot.
_HARMLESS = {"event", "event_info", "level", "logger"}


def keep_workers_out_of_logs() -> None:
    """Let log lines say what happened and where, but not what was said.

    Messages of errors quote what was being handled: jsonschema prints the whole answer of an
    action, aiohttp the body of a response. Rasa's structured lines carry texts, slots and,
    for an error, the variables of every function on the way.
    """
    from rasa.utils import log_utils

    log_utils._anonymizer = without_quotes  # the first step of every structured line
    make_record = logging.getLogRecordFactory()

    def make_quiet_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make_record(*args, **kwargs)
        if record.exc_info:
            record.exc_text = places_of(record.exc_info)  # a formatter takes this as it is
        return record

    logging.setLogRecordFactory(make_quiet_record)


def without_quotes(_logger: Any, _level: Text, line: Dict[Text, Any]) -> Dict[Text, Any]:
    """Keep of a structured line what cannot quote anybody, and the class of an error."""
    error = sys.exc_info()[0]
    kept = {key: value for key, value in line.items() if key in _HARMLESS}
    return {**kept, "exc_info": False, **({"error": error.__name__} if error else {})}


def places_of(exc_info: ExcInfo) -> Text:
    """Give class names and lines of an error and of those it came from, innermost first."""
    lines = []
    error = exc_info[1] if isinstance(exc_info, tuple) else None
    while error is not None:
        lines += [*traceback.format_tb(error.__traceback__), f"{type(error).__name__}\n"]
        error = error.__cause__ or error.__context__
    return "".join(lines).rstrip()
