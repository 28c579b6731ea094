#!/usr/bin/env python3
"""Unpacks the theme's headline faces for the share pictures.

    tools/sharefonts.py themes/default/fonts internal/media/sharecard/fonts

Browsers want WOFF2; the library that sets the share pictures reads TrueType. These
are the same subsets, letter for letter, with their weight axis. Needs fonttools and
brotli (Debian: python3-fonttools python3-brotli).
"""
import pathlib
import sys

from fontTools.ttLib import TTFont

source, target = map(pathlib.Path, sys.argv[1:])
for packed in sorted(source.glob("*.woff2")):
    font = TTFont(packed, recalcTimestamp=False)
    font.flavor = None
    font.save(target / (packed.stem + ".ttf"))
