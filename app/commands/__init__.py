"""One module a command. They import what they need themselves, so that ``--help`` stays fast."""
