"""The proof packet: what a school, or the network, had posted in a school year, to hand to an authorizer."""
