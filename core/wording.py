"""What people write as a reason, a cause or a note, looked at before it is taken; pure."""


def is_blank(text: str) -> bool:
    """Return whether a text says nothing: it is empty, or all of it is space or signs that nobody sees."""
    return not any(sign.isprintable() and not sign.isspace() for sign in text)
