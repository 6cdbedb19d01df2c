"""From text to grounded tasks: lexicon, language, grammar.

Takes a `DocumentText` and the register of units; gives tasks whose every value stands at a place on the page;
never computes a date that a clock runs to.
"""
