"""Keeps what workers write out of the logs."""

import logging
import traceback
from types import TracebackType
from typing import Any, Optional, Text, Tuple, Type, Union

ExcInfo = Union[Tuple[Type[BaseException], BaseException, Optional[TracebackType]], Any]


def keep_messages_of_errors_out() -> None:
    """Let every logged error show its class and where it happened, but not its message.

    Messages of errors quote what was being handled: jsonschema prints the whole answer of an
    action, aiohttp the body of a response.
    """
    make_record = logging.getLogRecordFactory()

    def make_quiet_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make_record(*args, **kwargs)
        if record.exc_info:
            record.exc_text = places_of(record.exc_info)  # a formatter takes this as it is
        return record

    logging.setLogRecordFactory(make_quiet_record)


def places_of(exc_info: ExcInfo) -> Text:
    """Give class names and lines of an error and of those it came from, innermost first."""
    lines = []
    error = exc_info[1] if isinstance(exc_info, tuple) else None
    while error is not None:
        lines += [*traceback.format_tb(error.__traceback__), f"{type(error).__name__}\n"]
        error = error.__cause__ or error.__context__
    return "".join(lines).rstrip()
