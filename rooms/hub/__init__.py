"""The one door out: who listens in this process, and what reaches them. Not here: what is recorded (log)."""
