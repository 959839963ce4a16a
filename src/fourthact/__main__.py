"""`python -m fourthact`: the same as the command `fourthact`."""

from fourthact.cli import main

main()
