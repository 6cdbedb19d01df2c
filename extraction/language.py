"""The language side: spaCy's blank Vietnamese pipeline with our own tokenizer, span rules and sentence component.

The only door to spaCy; nothing is downloaded. Loading takes a second, so a process loads it once, where it starts.
"""

from collections.abc import Callable, Sequence

import spacy
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extraction.grammar.vocabulary import Lexicon, Tokens
from extraction.values import Sentence
from ingest.folding import fold

CUES = "cues"  # key of the spans that the rules mark
_FINAL = frozenset({".", "!", "?", "…", "./."})
_ABBREVIATED = frozenset(
    {"tp", "tx", "tt", "p", "q", "h", "x", "ths", "ts", "pgs", "gs", "bs", "ks", "cn", "d", "c", "st", "no"}
)


class RuleTokenizer:
    """Cuts text into words, numbers and marks by the rules of the grammar; no word list, no statistics."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the tokens of ``text``; NORM is the word without diacritics."""
        tokens = Tokens(text)
        words = [t.text for t in tokens]
        spaces = [tokens.end(at) < tokens.start(at + 1) for at in range(len(tokens) - 1)]
        spaces += [tokens.end(at) < len(text) for at in range(len(tokens))[-1:]]
        doc = Doc(self.vocab, words=words, spaces=spaces)
        for token, read in zip(doc, tokens, strict=True):
            token.norm_ = read.fold
        return doc


@util.registry.tokenizers("dondoc.rules.v1")  # type: ignore[untyped-decorator]  # spaCy ships no types for it
def make_tokenizer() -> Callable[[Language], RuleTokenizer]:
    """Return the factory of the tokenizer, as spaCy's configuration asks for it."""

    def create(nlp: Language) -> RuleTokenizer:
        return RuleTokenizer(nlp.vocab)

    return create


@Language.component("directive_sentences")
def directive_sentences(doc: Doc) -> Doc:
    """Begin a sentence after a final mark; an abbreviation ("TP.") and a numbered item ("1.") end none."""
    for token in doc[:-1]:
        after = token.nbor()
        before = token.nbor(-1) if token.i else None
        closed = token.text in _FINAL and before is not None
        short = before is not None and (before.norm_ in _ABBREVIATED or (before.text.isdigit() and before.i == 0))
        after.is_sent_start = bool(closed and not short and after.text[:1].isupper() and token.whitespace_)
    return doc


def load_language(lexicon: Lexicon) -> Language:
    """Return the pipeline: our tokenizer, sentences, and a span for each opener and predicate of the lexicon."""
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "dondoc.rules.v1"}}})
    nlp.add_pipe("directive_sentences")
    ruler = nlp.add_pipe("span_ruler", config={"spans_key": CUES, "phrase_matcher_attr": "NORM"})
    patterns = [
        {"label": label, "pattern": [{"NORM": word} for word in phrase.split()]}
        for name, label in (("openers_assign", "ORDER"), ("openers_request", "ORDER"), ("predicates", "WORK"))
        for phrase in lexicon.phrases[name]
        if " " in phrase or name != "predicates"
    ]
    ruler.add_patterns(patterns)  # type: ignore[attr-defined]  # add_pipe is typed as any callable
    return nlp


def make_analyser(lexicon: Lexicon) -> Callable[[Sequence[str]], list[list[Sentence]]]:
    """Return a function that gives the sentences of texts and says which of them order work."""
    nlp = load_language(lexicon)

    def analyse(texts: Sequence[str]) -> list[list[Sentence]]:
        return [[_sentence(doc, s.start, s.end) for s in doc.sents] for doc in nlp.pipe(texts)]

    return analyse


def _sentence(doc: Doc, start: int, end: int) -> Sentence:
    """A sentence orders work where an order or a predicate begins among its first words."""
    first = next((i for i in range(start, end) if doc[i].text[:1].isalpha() and len(doc[i].text) > 1), start)
    cues = [s for s in doc.spans[CUES] if start <= s.start < end]
    imperative = any(s.start <= first + 1 for s in cues) or any(
        s.label_ == "ORDER" and fold(s.text) in ("giao", "yeu cau", "de nghi", "phan cong") for s in cues
    )
    last = doc[end - 1]
    return Sentence(doc[start].idx, last.idx + len(last.text), imperative)
