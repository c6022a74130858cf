"""What can go wrong and is not our fault: one sentence for the operator, never a stack trace."""


class OperatorFault(Exception):
    """A foreseeable fault; its text is one sentence that says what to do."""
