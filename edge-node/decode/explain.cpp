#include "edge-node/decode/explain.hpp"

#include <algorithm>
#include <cstdio>

#include "edge-node/decode/spanish.hpp"
#include "edge-node/decode/transport.hpp"

namespace aquacis::edge {
namespace {

class Explanation {
public:
    explicit Explanation(const Layers& layers) : layers_(layers) {}

    // A range of the frame's content, as an index without CRCs.
    void add(Layer range, Explained explained) {
        if (!range.present()) return;
        explained.offset = layers_.frame.received_offset(range.begin);
        explained.length = layers_.frame.received_offset(range.end - 1) + 1 - explained.offset;
        items_.push_back(std::move(explained));
    }
    void add_received(Explained explained) { items_.push_back(std::move(explained)); }

    // The bytes as received, with the plaintext in the place of the ciphertext.
    void fill_hex(std::span<const std::uint8_t> received) {
        Bytes opened(received.begin(), received.end());
        for (std::size_t i = 1; i < layers_.frame.size; ++i) {
            const std::size_t at = layers_.frame.received_offset(i);
            if (at < opened.size()) opened[at] = layers_.frame.bytes[i];
        }
        for (Explained& item : items_) {
            const std::size_t begin = std::min(item.offset, opened.size());
            item.hex = to_hex(std::span(opened).subspan(begin, std::min(item.length, opened.size() - begin)));
        }
    }

    std::vector<Explained> sorted() && {
        std::stable_sort(items_.begin(), items_.end(),
                         [](const Explained& a, const Explained& b) { return a.offset < b.offset; });
        return std::move(items_);
    }
    const std::vector<Explained>& items() const { return items_; }

private:
    const Layers& layers_;
    std::vector<Explained> items_;
};

std::string hex_number(unsigned value) {
    char text[16];
    std::snprintf(text, sizeof text, "0x%02X", value);
    return text;
}

std::string control_name(std::uint8_t control) {
    switch (control & 0x4F) {
        case 0x44:
            return "SND-NR";
        case 0x46:
            return "SND-IR";
        case 0x47:
            return "ACC-NR";
        case 0x48:
            return "ACC-DMD";
        case 0x08:
            return "RSP-UD";
        default:
            return hex_number(control);
    }
}

void explain_link(const Layers& layers, const MeterAddress& address, Explanation& out) {
    const LinkFrame& frame = layers.frame;
    if (frame.is_wired()) {
        out.add_received({
            0,
            4,
            "link",
            "Trama larga",
            std::to_string(frame.size) + " bytes",
            "M-Bus por cable: 68 L L 68",
        });
        out.add({0, 2}, {0, 0, "address", "Control y dirección primaria", std::to_string(frame.bytes[1]),
                         "dirección en el bus"});
        out.add_received({frame.size + 4, 2, "crc", "Suma y fin", "correcta", "suma de verificación y byte final 16"});
        return;
    }
    const std::string name = control_name(frame.bytes[1]);
    const std::string sends = name == "SND-NR" ? "el medidor envía sin esperar respuesta" : "función del enlace";
    out.add({0, 2}, {0, 0, "link", "Longitud y control", std::to_string(frame.bytes[0]) + " · " + name,
                     std::to_string(frame.bytes[0]) + " bytes siguen; " + sends});
    out.add({2, 10}, {0, 0, "address", "Dirección",
                      address.manufacturer + " " + address.id + ", v" + std::to_string(address.version),
                      "fabricante, número de serie, versión " + hex_number(address.version) + ", " +
                          spanish_device_type(address.device_type)});
}

void explain_crcs(const Layers& layers, std::size_t received, Explanation& out) {
    const LinkFrame& frame = layers.frame;
    if (frame.format != FrameFormat::a && frame.format != FrameFormat::b) return;
    const auto add = [&](std::size_t at) {
        out.add_received({at, 2, "crc", "CRC", "correcto", "verifica los bytes anteriores"});
    };
    for (std::size_t i = 1; i < frame.size; ++i) {
        if (frame.received_offset(i) - frame.received_offset(i - 1) > 1) add(frame.received_offset(i) - 2);
    }
    const std::size_t end = frame.received_offset(frame.size - 1) + 1;
    if (end + 2 <= received) add(end);
}

std::string security_of(const Layers& layers) {
    switch (layers.security) {
        case Security::none:
            return "sin cifrado";
        case Security::mode5:
            return "modo 5";
        case Security::mode7:
            return "modo 7";
        case Security::ell_ctr:
            return "AES-CTR";
        case Security::unknown:
            return "modo " + std::to_string((layers.configuration >> 8) & 0x1FU);
    }
    return {};
}

// The layers between link and payload, each that is there in words: what protects the telegram and what is counted.
void explain_transport(const Layers& layers, Explanation& out) {
    if (layers.ell.present()) {
        std::string value = layers.session ? "sesión " + std::to_string(*layers.session & 0x1FFFFFFFU) : "acceso";
        out.add(layers.ell,
                {0, 0, "transport", "Enlace extendido", value + (layers.session ? " · " + security_of(layers) : ""),
                 layers.session ? "contador de sesión y CRC del contenido" : "control y número de acceso"});
    }
    if (layers.afl.present()) {
        const std::string counter =
            layers.message_counter ? "contador " + std::to_string(*layers.message_counter) : "sin contador";
        out.add(layers.afl,
                {0, 0, "crypto", "Autenticación", counter, "firma (MAC) que se verifica antes de descifrar"});
    }
    if (!layers.transport.present()) return;
    const std::size_t size = layers.transport.end - layers.transport.begin;
    if (size == 1) {
        out.add(layers.transport,
                {0, 0, "transport", "Sin cabecera", "CI " + hex_number(layers.ci), "los datos siguen de inmediato"});
        return;
    }
    const std::string access = layers.access_number ? std::to_string(*layers.access_number) : "0";
    const unsigned blocks = (layers.configuration >> 4) & 0x0FU;
    std::string meaning = "contador " + access + ", estado " + std::to_string(layers.status.value_or(0)) +
                          (layers.status.value_or(0) == 0 ? " (sin avisos)" : "");
    if (layers.ciphered && blocks > 0) meaning += ", " + std::to_string(blocks) + " bloques AES-CBC";
    out.add(layers.transport, {0, 0, "transport", size > 8 ? "Cabecera larga" : "Cabecera corta",
                               "acceso " + access + " · " + security_of(layers), meaning});
}

bool is_status(const Record& record) {
    return record.vif == 0xFD17 || record.vif == 0xFD971C || record.vif == 0xFF20 || record.vif == 0xFF23 ||
           record.vif == 0xFF25;
}

void explain_records(const Telegram& telegram, Explanation& out) {
    std::string words;
    for (const auto& word : telegram.status)
        words += (words.empty() ? "" : ", ") + spanish_status(word);
    if (words.empty()) words = "sin avisos";
    for (const Record& record : telegram.records) {
        if (record.quantity.ends_with("_history")) continue;  // part of its profile's bytes
        Explained item{record.offset,         record.length,          "record", spanish_quantity(record),
                       spanish_value(record), spanish_meaning(record)};
        if (is_status(record)) {
            item.kind = "status";
            item.field = "Avisos";
            item.value = words;
        } else if (record.quantity.starts_with("manufacturer")) {
            item.kind = "manufacturer";
        }
        out.add_received(std::move(item));
    }
}

// What no record covers and is 2F: the padding of the encrypted blocks.
void explain_fillers(const Layers& layers, Explanation& out) {
    std::vector<bool> covered(LinkFrame::max_size * 2, false);
    for (const Explained& item : out.items()) {
        for (std::size_t i = item.offset; i < item.offset + item.length && i < covered.size(); ++i)
            covered[i] = true;
    }
    std::size_t at = layers.payload;
    while (at < layers.frame.size) {
        std::size_t end = at;
        while (end < layers.frame.size && layers.frame.bytes[end] == 0x2F &&
               !covered[layers.frame.received_offset(end)])
            ++end;
        if (end > at) {
            const bool first = at == layers.payload;
            out.add({at, end},
                    {0, 0, first ? "crypto" : "filler", first && layers.ciphered ? "Descifrado" : "Relleno",
                     std::to_string(end - at) + " bytes",
                     first && layers.ciphered ? "2F2F: el descifrado es correcto" : "completa el último bloque"});
        }
        at = end + 1;
    }
}

void explain_error(const Decoded& decoded, std::size_t received, Explanation& out) {
    if (!decoded.error) return;
    const std::size_t at = std::min(decoded.error->offset, received);
    const bool key = decoded.outcome == Outcome::needs_key;
    out.add_received({at, received - at, key ? "crypto" : "error", key ? "Datos cifrados" : "Error",
                      "byte " + std::to_string(at), spanish_error(decoded.error->message)});
}

}  // namespace

std::vector<Explained> explain(std::span<const std::uint8_t> telegram, const Key* key, const Drivers& drivers,
                               FormatStore& formats) {
    Decoder decoder(drivers, formats);
    const Decoded decoded = decoder.decode(telegram, key);
    const Layers& layers = decoder.layers();
    Explanation out(layers);
    if (layers.frame.size >= 2 && layers.frame.ci > 0) {
        explain_link(layers, decoded.telegram.address, out);
        explain_crcs(layers, telegram.size(), out);
        explain_transport(layers, out);
    }
    if (decoded.outcome != Outcome::needs_key) {
        explain_records(decoded.telegram, out);
        explain_fillers(layers, out);
    }
    explain_error(decoded, telegram.size(), out);
    out.fill_hex(telegram);
    return std::move(out).sorted();
}

}  // namespace aquacis::edge
