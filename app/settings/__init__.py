"""What the program remembers between starts: settings, presets, and whether it ended well. No Qt."""
