"""Turns files into a header: named queries (`sql`), a context's migrations (`migrations`), or whole texts (`texts`)."""
import pathlib
import re
import sys

LIMIT = 60_000  # characters in one literal; GCC takes 64 KiB


def literal(text):
    assert len(text) < LIMIT, "a single query or migration is too long to embed"
    return 'R"sql(' + text.strip() + ')sql"'


def queries(files):
    seen = {}
    for file in files:
        sections = re.split(r"^--\s*name:\s*(\w+)\s*$", file.read_text(), flags=re.M)
        if len(sections) == 1:
            sys.exit(f"{file}: no '-- name: some_query' line, so nothing can be called from it")
        for name, body in zip(sections[1::2], sections[2::2]):
            if name in seen:
                sys.exit(f"{file}: the query {name} is already in {seen[name]}")
            seen[name] = file
            # Named in the text too: a fault and the server's statistics then say which query it was.
            yield f"inline constexpr std::string_view {name} = {literal(f'-- {name}' + chr(10) + body.strip())};"


def migrations(files):
    up = sorted(f for f in files if f.name.endswith(".up.sql"))
    rows = []
    for number, file in enumerate(up, start=1):
        down = file.with_name(file.name.replace(".up.sql", ".down.sql"))
        match = re.match(r"(\d{4})_(\w+)\.up\.sql", file.name)
        if not match or int(match[1]) != number:
            sys.exit(f"{file}: migrations are numbered without gaps, this one should be {number:04d}_name.up.sql")
        if not down.exists():
            sys.exit(f"{file}: has no {down.name}")
        rows.append(f'    {{{number}, "{match[2]}", {literal(file.read_text())}, {literal(down.read_text())}}},')
    yield f"inline constexpr std::array<platform::Migration, {len(rows)}> migrations{{{{"
    yield from rows
    yield "}};"


def texts(files):
    for file in files:
        name = re.sub(r"\W", "_", file.name)
        yield f"inline constexpr std::string_view {name} = {literal(file.read_text())};"


def main():
    kind, namespace, header, *names = sys.argv[1:]
    files = [pathlib.Path(n) for n in names]
    if kind == "texts":
        body, includes = texts(files), "#include <string_view>\n"
    elif kind == "sql":
        body, includes = queries(files), "#include <string_view>\n"
    else:
        body, includes = migrations(files), '#include <array>\n\n#include "cloud/platform/database/migration.hpp"\n'
    text = f"#pragma once\n{includes}\nnamespace {namespace} {{\n" + "\n".join(body) + f"\n}}  // namespace {namespace}\n"
    path = pathlib.Path(header)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


main()
