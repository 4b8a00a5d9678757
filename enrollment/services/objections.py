"""An applicant objects to the result, and somebody other than the reviewer answers."""


def file_objection(application, text, *, actor):
    """Record an objection to a published result, within the days announced for it."""
    raise NotImplementedError


def answer_objection(objection, *, is_upheld, answer, actor):
    """Answer an objection; refused to whoever reviewed the file."""
    raise NotImplementedError
