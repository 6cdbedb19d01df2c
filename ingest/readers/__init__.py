"""One reader a format; every reader gives the same `DocumentText`, and writes nothing."""
