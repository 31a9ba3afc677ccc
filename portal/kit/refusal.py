"""The portal's "no": a rule said it, and a resident can read it."""


class Refusal(Exception):
    """An operation was refused. `str(refusal)` is a whole sentence in the reader's language."""

    def __init__(self, sentence, *, code=""):
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code

    def __str__(self):
        return str(self.sentence)
