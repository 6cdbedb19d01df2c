"""The end of an inspection: its written report, as DOCX to be signed and as PDF, kept as they were made."""
