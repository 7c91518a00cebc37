"""The demo authority: a métropole that does not exist, its staff and two survey waves, made from ``data/demo``.

Everything is drawn from one seed: the same size gives the same facts, byte for byte.
"""
