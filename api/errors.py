"""The base of every error a caller may meet, and the one handler that renders them."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


class LeermaatError(Exception):
    """An error with a sentence for colleagues and an HTTP status.

    The Dutch for screens is looked up by class name in `data/texts/errors.yml`.
    """

    status = 500
    sentence = "Something went wrong on our side."

    def __init__(self, **facts: str | int) -> None:
        super().__init__(self.sentence)
        # What a screen needs to say more: amounts in cents, names of rules.
        self.facts = facts

    @property
    def code(self) -> str:
        """The name that screens and clients know this error by."""
        return type(self).__name__


class NotFound(LeermaatError):
    """Unknown and forbidden look the same from outside, so that ids cannot be guessed."""

    status = 404
    sentence = "There is nothing here for you."


async def render_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer with the error's status, code and sentence."""
    if not isinstance(error, LeermaatError):
        raise error
    body = {**error.facts, "error": error.code, "detail": error.sentence}
    return JSONResponse(body, error.status)


def handle_errors(app: FastAPI) -> None:
    """Let the app answer every LeermaatError in one way."""
    app.add_exception_handler(LeermaatError, render_error)
