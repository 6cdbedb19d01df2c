"""The digital signatures of a document: who signed, when, whether the bytes are still those that were signed."""
