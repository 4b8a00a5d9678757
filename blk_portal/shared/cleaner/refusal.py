class Refused(Exception):
    """A file that is not taken in; the portal has the words for ``code`` and its ``values``."""

    def __init__(self, code, **values):
        super().__init__(code)
        self.code = code
        self.values = values
