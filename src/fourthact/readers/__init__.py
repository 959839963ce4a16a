"""Other readers of letters: one file each. They may raise doubt or suggest, never act. See `contract`."""
