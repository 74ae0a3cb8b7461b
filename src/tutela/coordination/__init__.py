"""With whom: how regularly people meet, what is carried over, what was promised."""
