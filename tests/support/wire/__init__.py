"""A small Discord on loopback: REST and gateway over real sockets, for unmodified bot processes.

`server.Discord` is the whole of it. People act in it, and what each of them sees is read, through
its control API (`control` on its side, `client` on the side of the test). simcord's backend holds
the servers, channels and messages; its private parts are touched in `seams` alone.
"""
