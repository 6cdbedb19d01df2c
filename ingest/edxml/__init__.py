"""Messages of the document axis (QCVN 102): bytes to values and back; knows no database, network or clock."""
