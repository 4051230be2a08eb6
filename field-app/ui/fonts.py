"""Makes the till's type from Inter: tabular figures and the single-storey a for good, Latin letters only.

Qt 6.4 cannot ask a font for its features, so they are put in the place of the plain glyphs.
"""
import pathlib
import sys

try:
    from fontTools import subset
    from fontTools.ttLib import TTFont
except ImportError:
    sys.exit("fonts.py: fontTools is missing; install python3-fonttools")

FAMILY = "Inter Till"
FEATURES = {"tnum": range(0x30, 0x3A), "cv11": range(0x20, 0x250)}
LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x2190, 0x2191, 0x2192, 0x2193, 0x21B5,
           0x2212, 0x2318]


def single_substitutions(font, tag):
    table = font["GSUB"].table
    lookups = {i for record in table.FeatureList.FeatureRecord if record.FeatureTag == tag for i
               in record.Feature.LookupListIndex}
    found = {}
    for index in sorted(lookups):
        for sub in table.LookupList.Lookup[index].SubTable:
            sub = getattr(sub, "ExtSubTable", sub)
            found.update(getattr(sub, "mapping", {}))
    return found


def freeze(font):
    for tag, letters in FEATURES.items():
        mapping = single_substitutions(font, tag)
        if not mapping:
            sys.exit(f"fonts.py: this Inter has no feature {tag}; install fonts-inter 4")
        for table in font["cmap"].tables:
            for code in letters:
                glyph = table.cmap.get(code)
                if glyph in mapping:
                    table.cmap[code] = mapping[glyph]


def rename(font, style):
    for record in list(font["name"].names):
        if record.nameID in (1, 16, 21):
            record.string = FAMILY
        elif record.nameID in (2, 17, 22):
            record.string = style
        elif record.nameID in (3, 4, 6):
            record.string = f"{FAMILY} {style}".replace(" ", "" if record.nameID == 6 else " ")


def main():
    source, target, style = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    font = TTFont(source)
    freeze(font)
    rename(font, style)
    options = subset.Options(layout_features=["kern", "mark", "mkmk", "ccmp", "locl"], name_IDs=["*"],
                             notdef_outline=True, hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


main()
