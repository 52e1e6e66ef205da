"""The sample site: organizations are real where the public record names them, people are not."""
