"""Rails: what moves money and answers questions about it, one file each, loaded by `plug`.

`contract` says what a rail is. Nothing here knows a reservation, a refund or our clock.
"""
