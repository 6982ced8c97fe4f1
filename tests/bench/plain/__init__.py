"""Our own verbs behind plain HTTP views, as a usual Django site has them: what the bench compares moves with."""
