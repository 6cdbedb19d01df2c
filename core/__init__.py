"""Ground floor: settings, database, units and accounts, access, audit trail, file store, clock, errors.

Takes nothing from the other rooms; knows no document, task or deadline.
"""
