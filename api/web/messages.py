"""What translators work from: the messages of a template, as the catalogues key them."""

from api.web.markup import Markup, message_of
from api.web.pages import FOLDER, environment


def messages_of(template: str) -> list[str]:
    """Return the texts and labels of a template in their order, each once; literals inside expressions are left out."""
    source, markup, found = (FOLDER / "templates" / template).read_text(encoding="utf-8"), Markup(), dict[str, None]()
    for _, kind, data in environment().lex(source, template):
        if kind == "data":
            for piece, is_words in markup.pieces(data):
                message = message_of(piece) if is_words else None
                if message is not None:
                    found[message] = None
    return list(found)
