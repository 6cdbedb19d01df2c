"""The mark of what is sent (ETag), and whether whoever asks has it already (If-None-Match). Pure."""

import hashlib

MARK_LENGTH = 32


def mark_of(body: bytes) -> str:
    """Return the mark of a body: equal bytes, equal mark."""
    return f'"{hashlib.sha256(body).hexdigest()[:MARK_LENGTH]}"'


def has_already(known: str | None, mark: str) -> bool:
    """Return whether a mark is among those that the asker told: ``*``, or a list, weak ones as good as strong ones."""
    if known is None:
        return False
    told = {each.strip().removeprefix("W/") for each in known.split(",")}
    return bool(told & {"*", mark.removeprefix("W/")})
