"""Why something could not be said on Telegram."""

from api.errors import LeermaatError


class Busy(LeermaatError):
    """Telegram asks us to wait."""

    status = 503
    sentence = "Telegram asks us to wait."

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Blocked(LeermaatError):
    """The worker does not want messages from us any more, or is gone."""

    status = 403
    sentence = "This chat is closed to us."


class Refused(LeermaatError):
    """Telegram does not take this message, now or ever."""

    status = 422
    sentence = "Telegram refuses this message."

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class Away(LeermaatError):
    """Telegram cannot be reached, or fails."""

    status = 503
    sentence = "Telegram cannot be reached."

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
