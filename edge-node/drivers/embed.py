"""Turns the driver files into a header: one array of {name, text} for meters, one for LoRaWAN."""
import pathlib
import sys


def rows(folder):
    for file in sorted(pathlib.Path(folder).glob("*.toml")):
        yield f'    {{"{file.name}", R"toml({file.read_text()})toml"}},'


def array(name, folder):
    found = list(rows(folder))
    return "\n".join([f"inline constexpr std::array<DriverFile, {len(found)}> {name}{{{{", *found, "}};"])


def main():
    header, folder = sys.argv[1:3]
    text = f"""#pragma once
#include <array>
#include <string_view>

namespace aquacis::edge::embedded {{
struct DriverFile {{
    std::string_view name;
    std::string_view text;
}};
{array("meter_drivers", folder)}
{array("lorawan_drivers", folder + "/lorawan")}
}}  // namespace aquacis::edge::embedded
"""
    path = pathlib.Path(header)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


main()
