"""The goal board of a mentorship room: its rules, its verbs, its history. Not here: the rows (rooms.models.board)."""
