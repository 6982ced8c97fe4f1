"""The catalogue of everything that can be said over the socket: the only definition of its shapes."""
