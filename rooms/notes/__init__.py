"""The notes of a room: texts that several write at once. Not here: who hears of a change (rooms.hub)."""
