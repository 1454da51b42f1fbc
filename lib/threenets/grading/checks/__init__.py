"""The public checks of each section's exercises. Hidden ones come from a folder outside the repository."""
