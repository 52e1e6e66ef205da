"""`make bench`: how fast the production configuration is. Figures, never pass or fail."""
