"""What is told of the record: measures, tables of a period, the late-update report, editions that never change."""
