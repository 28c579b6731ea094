#!/usr/bin/env python3
"""Unpacks the theme's headline faces for the share pictures.

    tools/sharefonts.py themes/default/fonts internal/media/sharecard/fonts

Browsers want WOFF2; the library that sets the share pictures reads TrueType. These
are the same subsets, letter for letter, with their weight axis. Needs fonttools and
brotli (Debian: python3-fonttools python3-brotli).

The digits of Arabic, which the theme leaves to the reader's device, are taken of Noto
Naskh Arabic (Debian: fonts-noto-core).
"""
import pathlib
import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

source, target = map(pathlib.Path, sys.argv[1:])
for packed in sorted(source.glob("*.woff2")):
    font = TTFont(packed, recalcTimestamp=False)
    font.flavor = None
    font.save(target / (packed.stem + ".ttf"))

font = TTFont("/usr/share/fonts/truetype/noto/NotoNaskhArabic-Bold.ttf", recalcTimestamp=False)
subset = Subsetter(Options(hinting=False, layout_features=[]))
subset.populate(unicodes=range(0x660, 0x66A))
subset.subset(font)
font.save(target / "digits-arabic.ttf")
