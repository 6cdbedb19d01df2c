"""Tasks without a document: one order by hand, many from a workbook; each with signer, day and evidence."""
