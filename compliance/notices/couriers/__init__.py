"""The ways a message goes out, each behind the same door: given an address and a message, it is sent or refused."""
