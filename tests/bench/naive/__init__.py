"""A chat as the Channels tutorial teaches it, written anew: what the bench compares with."""
