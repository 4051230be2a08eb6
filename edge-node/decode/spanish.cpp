#include "edge-node/decode/spanish.hpp"

#include <cstdio>

#include "base/time.hpp"

namespace aquacis::edge {
namespace {

struct Pair {
    std::string_view from;
    std::string_view to;
};

template <std::size_t N>
std::string_view look_up(const Pair (&pairs)[N], std::string_view key) {
    for (const Pair& pair : pairs) {
        if (pair.from == key) return pair.to;
    }
    return {};
}

constexpr Pair quantities[] = {
    {"volume", "Volumen"},
    {"volume_forward", "Volumen hacia adelante"},
    {"volume_backward", "Volumen en reversa"},
    {"volume_inverse_profile", "Perfil de consumo"},
    {"volume_profile", "Perfil de consumo"},
    {"flow", "Caudal"},
    {"flow_temperature", "Temperatura del agua"},
    {"external_temperature", "Temperatura ambiente"},
    {"return_temperature", "Temperatura de retorno"},
    {"pressure", "Presión"},
    {"date", "Fecha"},
    {"date_time", "Fecha y hora"},
    {"error_flags", "Avisos"},
    {"manufacturer_20", "Avisos"},
    {"manufacturer_23", "Avisos"},
    {"manufacturer_25", "Avisos"},
    {"on_time", "Tiempo encendido"},
    {"operating_time", "Tiempo de operación"},
    {"battery_remaining", "Batería restante"},
    {"fabrication_no", "Número de fabricación"},
    {"enhanced_id", "Identificación ampliada"},
    {"access_number", "Número de acceso"},
    {"actuality_duration", "Antigüedad del dato"},
    {"customer", "Cliente según el medidor"},
    {"model_version", "Modelo"},
    {"firmware_version", "Versión de firmware"},
    {"software_version", "Versión de software"},
    {"hardware_version", "Versión de hardware"},
    {"parameter_set", "Juego de parámetros"},
    {"voltage", "Voltaje"},
    {"manufacturer_data", "Datos del fabricante"},
    {"pulses", "Pulsos"},
};

constexpr Pair units[] = {{"m3", "m³"}, {"m3/h", "m³/h"}, {"m3/min", "m³/min"}, {"m3/s", "m³/s"},
                          {"C", "°C"},  {"d", "días"},    {"year", "años"}};

constexpr Pair words[] = {
    {"LEAK", "fuga"},
    {"LEAKAGE", "fuga"},
    {"LEAKING", "fuga"},
    {"PREV_LEAKAGE", "hubo fuga"},
    {"WAS_LEAKING", "hubo fuga"},
    {"BURST", "tubería rota"},
    {"BURSTING", "tubería rota"},
    {"BROKEN_PIPE", "tubería rota"},
    {"DRY", "sin agua"},
    {"REVERSE", "flujo en reversa"},
    {"REVERSE_FLOW", "flujo en reversa"},
    {"BACKFLOW", "flujo en reversa"},
    {"BACK_FLOW", "flujo en reversa"},
    {"BACKFLOWING", "flujo en reversa"},
    {"TAMPER", "manipulación"},
    {"MAGNETIC_FIELD", "campo magnético"},
    {"MECHANICAL_FRAUD", "fraude mecánico"},
    {"SENSOR_FRAUD", "fraude en el sensor"},
    {"WAS_TAMPERED", "hubo manipulación"},
    {"REMOVED", "módulo retirado"},
    {"WAS_REMOVED", "el módulo fue retirado"},
    {"METER_BLOCKED", "medidor bloqueado"},
    {"BLOCKED", "medidor bloqueado"},
    {"NO_FLOW", "sin consumo"},
    {"NO_CONSUMPTION", "sin consumo"},
    {"LOW_BATTERY", "batería baja"},
    {"BATTERY_LOW", "batería baja"},
    {"BATTERY_EOL", "batería agotada"},
    {"POWER_LOW", "energía baja"},
    {"PERMANENT_ERROR", "falla permanente"},
    {"TEMPORARY_ERROR", "falla temporal"},
    {"BUSY", "medidor ocupado"},
    {"ERROR", "falla de aplicación"},
    {"ALARM", "alarma"},
    {"HIGH_TEMPERATURE", "temperatura alta"},
    {"LOW_TEMPERATURE", "temperatura baja"},
    {"PIPE_EMPTY", "tubería vacía"},
};

constexpr Pair errors[] = {
    {"no bytes", "no hay bytes"},
    {"wrong CRC", "el CRC del bloque no corresponde: el telegrama llegó dañado"},
    {"wrong checksum", "la suma de verificación no corresponde: el telegrama llegó dañado"},
    {"the frame ends before its length field says",
     "el telegrama termina antes de lo que dice su longitud: llegó incompleto"},
    {"the frame ends inside its header", "el telegrama termina dentro de su encabezado"},
    {"the length field is too small for a frame", "la longitud es demasiado corta para un telegrama"},
    {"the telegram is encrypted and no key was given",
     "el telegrama está cifrado y falta la llave del medidor; se guarda y se descifra cuando llegue"},
    {"the key does not open the telegram", "la llave no abre el telegrama; revise la llave del medidor"},
    {"the key does not open the telegram: the payload CRC is wrong",
     "la llave no abre el telegrama; revise la llave del medidor"},
    {"the key does not fit the telegram: the MAC is wrong",
     "la firma del telegrama no corresponde a la llave; revise la llave del medidor"},
    {"the compact frame's format is not known yet: a full frame must come first",
     "es un telegrama compacto y aún no se conoce su formato; espere el siguiente telegrama completo del medidor"},
    {"a fragment of a longer message: the others are awaited",
     "es un fragmento de un mensaje más largo; espere los demás"},
    {"a fragment without the ones before it", "es un fragmento y faltan los anteriores"},
    {"a manufacturer's own payload without a driver",
     "es un formato propio del fabricante y no hay controlador para este medidor"},
};

std::string hex_byte(unsigned value) {
    char text[8];
    std::snprintf(text, sizeof text, "%02X", value & 0xFFU);
    return text;
}

std::string type_of(std::uint8_t dif) {
    static constexpr const char* names[16] = {"sin dato",
                                              "entero de 8 bits",
                                              "entero de 16 bits",
                                              "entero de 24 bits",
                                              "entero de 32 bits",
                                              "número real de 32 bits",
                                              "entero de 48 bits",
                                              "entero de 64 bits",
                                              "selección",
                                              "decimal de 2 dígitos",
                                              "decimal de 4 dígitos",
                                              "decimal de 6 dígitos",
                                              "decimal de 8 dígitos",
                                              "longitud variable",
                                              "decimal de 12 dígitos",
                                              "especial"};
    return names[dif & 0x0F];
}

// "VIF 13: litros" for what an operator meets; other fields show their bytes only.
std::string unit_of_vif(std::uint32_t vif) {
    switch (vif) {
        case 0x12:
            return "décimas de litro";
        case 0x13:
            return "litros";
        case 0x14:
            return "decenas de litros";
        case 0x15:
            return "centenas de litros";
        case 0x16:
            return "metros cúbicos";
        case 0x3B:
            return "litros por hora";
        case 0x3E:
            return "metros cúbicos por hora";
        case 0x59:
            return "centésimas de grado";
        case 0x5A:
            return "décimas de grado";
        case 0x5B:
        case 0x67:
            return "grados";
        case 0x6C:
            return "fecha";
        case 0x6D:
            return "fecha y hora";
        case 0xFD17:
            return "banderas de error";
        case 0xFD74:
            return "batería restante";
        case 0x933B:
            return "litros, solo hacia adelante";
        case 0x933C:
            return "litros, solo en reversa";
        default:
            return {};
    }
}

// "2026-10-30T12:43" → "30 oct 2026 12:43"; any other text as it is.
std::string display_moment(const std::string& text) {
    const auto date = parse_date(std::string_view(text).substr(0, 10));
    if (!date || (text.size() > 10 && text[10] != 'T')) return text;
    return display_es(*date) + (text.size() > 11 ? " " + text.substr(11) : "");
}

}  // namespace

std::string spanish_hex_fault(const HexFault& fault) {
    if (fault.wrong.empty())
        return "La longitud es impar: " + std::to_string(fault.digits) +
               " dígitos hexadecimales. Falta o sobra uno; revise lo que copió.";
    return "Byte " + std::to_string(fault.byte) + ": «" + fault.wrong +
           "» no es un dígito hexadecimal. Escriba pares de 0-9 y A-F.";
}

std::string with_thousands(std::string_view decimal) {
    const std::size_t point = std::min(decimal.find('.'), decimal.size());
    std::string out;
    for (std::size_t i = 0; i < decimal.size(); ++i) {
        const bool group = i > 0 && i < point && (point - i) % 3 == 0 && decimal[i - 1] != '-';
        if (group) out.push_back(',');
        out.push_back(decimal[i]);
    }
    return out;
}

std::string spanish_quantity(const Record& record) {
    const auto known = look_up(quantities, record.quantity);
    std::string name = known.empty() ? record.quantity : std::string(known);
    if (record.quantity == "volume") name = record.storage == 0 ? "Volumen total" : "Volumen al corte";
    if ((record.quantity == "date" || record.quantity == "date_time") && record.storage > 0) name = "Fecha de corte";
    if (record.quantity == "date_time" && record.storage == 0) name = "Reloj del medidor";
    if (record.function == "maximum") name += " (máximo)";
    if (record.function == "minimum") name += " (mínimo)";
    if (record.function == "error") name += " (durante una falla)";
    if (record.tariff > 0) name += ", tarifa " + std::to_string(record.tariff);
    return name;
}

std::string spanish_value(const Record& record) {
    if (!record.value && record.text.empty()) return "sin dato válido";
    if (!record.value) return record.unit.empty() ? display_moment(record.text) : record.text;
    std::string text = with_thousands(record.value->to_string());
    const auto unit = look_up(units, record.unit);
    if (!record.unit.empty()) text += " " + (unit.empty() ? record.unit : std::string(unit));
    return text;
}

std::string spanish_meaning(const Record& record) {
    if (record.quantity == "manufacturer_data")
        return "DIF " + hex_byte(record.dif) + ": lo que sigue tiene formato del fabricante";
    if (record.vif == 0) return "dato en el formato propio del fabricante";
    std::string text = "DIF " + hex_byte(record.dif) + ": " + type_of(record.dif) + "; VIF ";
    bool started = false;
    for (int shift = 24; shift >= 0; shift -= 8) {
        const unsigned byte = (record.vif >> shift) & 0xFFU;
        if (byte == 0 && !started) continue;
        started = true;
        text += hex_byte(byte);
    }
    if (const auto unit = unit_of_vif(record.vif); !unit.empty()) text += ": " + unit;
    if (record.storage > 0) text += "; almacén " + std::to_string(record.storage) + ": valor guardado";
    return text;
}

std::string spanish_device_type(std::uint8_t type) {
    switch (type) {
        case 0x04:
            return "calor";
        case 0x06:
            return "agua caliente";
        case 0x07:
            return "agua";
        case 0x15:
            return "agua muy caliente";
        case 0x16:
            return "agua fría";
        case 0x17:
            return "agua de dos registros";
        case 0x28:
            return "aguas residuales";
        case 0x37:
            return "convertidor de radio";
        default:
            return "tipo " + std::to_string(type);
    }
}

std::string spanish_status(std::string_view word) {
    const auto known = look_up(words, word);
    return std::string(known.empty() ? word : known);
}

std::string spanish_error(std::string_view message) {
    const auto known = look_up(errors, message);
    if (!known.empty()) return std::string(known);
    return "el contenido no se puede leer desde este byte";
}

}  // namespace aquacis::edge
