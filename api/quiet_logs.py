"""Keeps what opens doors out of the access log: links to somebody's data carry their secret."""

import logging
import re

ACCESS = "uvicorn.access"
# Secrets in paths and queries of ours are at least 22 letters of base64; ids have dashes.
_SECRET = re.compile(r"(?<=[/=])(?![0-9a-f]{8}-)[\w-]{20,}(?=[/.?&]|$)", re.ASCII)


class HideSecrets(logging.Filter):
    """Writes three dots where an address has a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, and always let it through."""
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_secrets, record.args))
        return True


def hide_secrets() -> None:
    """From now on the access log has no secrets; doing it again changes nothing."""
    log = logging.getLogger(ACCESS)
    if not any(isinstance(each, HideSecrets) for each in log.filters):
        log.addFilter(HideSecrets())


def _without_secrets(argument: object) -> object:
    return _SECRET.sub("...", argument) if isinstance(argument, str) else argument
