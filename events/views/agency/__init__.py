"""The desk of an agency's training coordinator: its own people, and nobody else's."""
