"""One conversation as a coach has it: thread, card, answers, notes, handing on."""
