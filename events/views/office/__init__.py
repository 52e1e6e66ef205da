"""The back office around events: one file per thing that a coordinator does."""
