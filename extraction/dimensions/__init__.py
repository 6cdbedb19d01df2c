"""Field and leader of a directive: proposed from its drafting symbol and signer, kept when the Office confirms."""
