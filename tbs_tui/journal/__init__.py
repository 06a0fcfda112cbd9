"""What happened to volumes and snapshots: remembered while the explorer runs, and kept for the next run."""
