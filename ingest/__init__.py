"""From the document system to text with positions: connectors, readers, letterhead.

Takes files; gives stored directives with an identity and a `DocumentText`; never looks for tasks.
"""
