"""A file's bytes as a C++ array: embed_bytes.py FILE HEADER NAMESPACE NAME"""
import pathlib
import sys


def main():
    source, header, namespace, name = sys.argv[1:]
    data = pathlib.Path(source).read_bytes()
    rows = ["    " + ",".join(map(str, data[at:at + 32])) for at in range(0, len(data), 32)]
    path = pathlib.Path(header)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#pragma once\n\nnamespace {namespace} {{\n\ninline constexpr unsigned char {name}[] = {{\n"
                    + ",\n".join(rows)
                    + f"}};\n\n}}  // namespace {namespace}\n")


main()
