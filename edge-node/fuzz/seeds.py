"""seeds.py TARGET FOLDER: what a fuzzer begins with. The reference telegrams and payloads, when ../shared is there, and a few
messages of each kind; the fuzzer finds the rest."""
import hashlib
import json
import os
import pathlib
import sys

SHARED = pathlib.Path(os.environ.get("AQUACIS_SOURCE", pathlib.Path(__file__).resolve().parents[2])).parent / "shared"
PLAIN = "1844AE4C4455223368077A55000000041389E20100023B0000"  # Sensus iPERL, in clear
NBIOT = {"manufacturer": "AXI", "serial": "00012345", "counter": 7, "time": "2026-09-01T12:00:00Z", "volume_litres": 123456,
         "volume_m3": "123.456", "flow_m3_h": "0.012", "temperature_c": "18.5", "rssi": -97, "status": ["leak"], "version": 1}
CHIRPSTACK = {"deduplicationId": "x", "time": "2026-09-01T12:00:00.123456789+00:00", "deviceInfo": {"devEui": "0102030405060708"},
              "fPort": 100, "fCnt": 12, "data": "AQIDBA==", "rxInfo": [{"gatewayId": "a", "rssi": -97}, {"rssi": -101}]}


def reference(name):
    file = SHARED / "data" / name
    lines = file.read_text().splitlines() if file.exists() else []
    for line in lines:
        if "telegram=" in line[:9] or " bytes=" in line:
            for part in line.rsplit("=", 1)[1].split(","):
                digits = "".join(c for c in part if c in "0123456789abcdefABCDEF")
                yield bytes.fromhex(digits[:len(digits) // 2 * 2])


def telegrams():
    return [bytes.fromhex(PLAIN), *reference("wmbus/water_telegrams.txt")]


def crc_x25(content):
    crc = 0xFFFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x8408 if crc & 1 else crc >> 1
    return (~crc & 0xFFFF).to_bytes(2, "little")


def lines():
    for telegram in telegrams()[:40]:
        digits = telegram.hex().upper()
        yield b"\0T1;1;1;2024-01-01 00:00:00.000;97;148;88888888;0x" + digits.encode() + b"\n"
        yield b"\1" + digits.encode() + b"\r\n"
        content = bytes([0xE2, 0x03, len(telegram) - 1]) + telegram[1:] + b"\1\1\1\1\x50"
        yield b"\2\xA5" + content + crc_x25(content)
        frame = bytes([0xFF, 0x03, len(telegram) - 1]) + telegram[1:] + b"\xE0"
        check = 0
        for byte in frame:
            check ^= byte
        yield b"\3" + frame + bytes([check])


def coap():
    payload = json.dumps(NBIOT).encode()
    yield b"\0" + payload
    for head in ("44020001AABBCCDD", "40020001", "5203000142 42".replace(" ", "")):
        yield b"\1" + bytes.fromhex(head) + b"\xB1t\x12\x32\xFF" + payload
    yield b"\1" + bytes.fromhex("44020001AABBCCDDBD0361626364656667686970ED0001FF") + payload


def modbus():
    for words in (1, 2, 4):
        for order in (0, 1):
            yield bytes([words - 1, order, 3, 0]) + bytes(range(words * 2))
    yield bytes([1, 1, 9, 3]) + bytes.fromhex("680B0B6808017241000000") + b"\xE5"


def settings():
    yield (b"[[receiver]]\nname=\"a\"\nkind=\"modbus\"\nhost=\"h\"\n[[receiver.meter]]\n"
           b"manufacturer=\"KAM\"\nserial=\"12345678\"\nscale=\"0.001\"\n")


def toml():
    for file in sorted((pathlib.Path(__file__).parents[1] / "drivers").glob("*.toml")):
        yield b"\0" + file.read_bytes()
    yield b"\1\"KAM 64107712\" = \"00112233445566778899AABBCCDDEEFF\"\n"
    yield from (b"\2" + text for text in settings())


SEEDS = {"frames": telegrams, "lorawan": lambda: (bytes([i, 100]) + payload for i, payload in enumerate(
             p for p in reference("lorawan/water_uplinks.txt")) if i < 256), "lines": lines, "coap": coap, "modbus": modbus,
         "json": lambda: [b"\0" + json.dumps(CHIRPSTACK).encode(), b"\1" + json.dumps(NBIOT).encode()], "toml": toml}

folder = pathlib.Path(sys.argv[2])
for seed in SEEDS[sys.argv[1]]():
    (folder / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
