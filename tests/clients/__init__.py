"""Calendar programs of the system, where they are installed. Run by `make test-clients`."""
