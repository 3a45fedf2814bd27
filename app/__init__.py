"""LivePortrait Cam: be a portrait in your next call."""
