"""Documents that other programs push to us, each under a key of theirs so that a repeated push does nothing."""
