#include "cloud/payments/domain/requests.hpp"

#include <algorithm>
#include <array>

namespace aquacis::payments {
namespace {

constexpr std::array<std::string_view, 4> channels{"portal", "oxxo", "spei", "bank"};
constexpr std::size_t longest_reference = 64;
constexpr Instant first_believable = std::chrono::sys_days(std::chrono::year(2000) / 1 / 1);
constexpr Instant last_believable = std::chrono::sys_days(std::chrono::year(2100) / 1 / 1);
constexpr std::size_t most_invoices = 100;
constexpr std::int64_t most_centavos = 10'000'000'000;  // a hundred million pesos: more is a mistake
constexpr int most_folios = 10'000;
constexpr std::int64_t last_folio = 999'999'999;
constexpr std::size_t longest_series = 20;
constexpr std::size_t pin_hash_bytes = 32;

Refusal invalid(const char* code, const char* field, std::string message, std::string remedy) {
    return {RefusalKind::invalid, std::string("payments.") + code, field, std::move(message), std::move(remedy)};
}

Result<std::vector<InvoiceId>> invoices_of(const PaymentRequest& request) {
    if (request.invoice_ids.size() > most_invoices)
        return invalid("too_many_invoices", "invoice_ids", "Son más de 100 recibos.",
                       "Pague en dos partes, o deje la lista vacía para pagar los más antiguos.");
    std::vector<InvoiceId> invoices;
    for (const std::string& text : request.invoice_ids) {
        const auto id = InvoiceId::parse(text);
        if (!id)
            return invalid("invoice_id", "invoice_ids", "«" + text + "» no es un identificador de recibo.",
                           "Use los que devuelve la consulta de adeudos.");
        if (std::find(invoices.begin(), invoices.end(), *id) == invoices.end()) invoices.push_back(*id);
    }
    return invoices;
}

bool is_series(std::string_view text) {
    return !text.empty() && text.size() <= longest_series && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
}

}  // namespace

std::string CheckedPayment::canonical() const {
    std::string text = contract_number + "\n" + std::to_string(amount.centavos()) + "\n" + paid_at_text;
    for (const InvoiceId& invoice : invoices)
        text += "\n" + invoice.to_string();
    return text;
}

Result<CheckedPayment> check(const PaymentRequest& request, Instant now) {
    if (request.amount_centavos <= 0 || request.amount_centavos > most_centavos)
        return invalid("amount_not_positive", "amount_centavos",
                       "El importe debe ser mayor que cero y menor que cien millones de pesos.",
                       "Envíe el importe en centavos: 128460 son $1,284.60.");
    if (std::find(channels.begin(), channels.end(), request.channel) == channels.end())
        return invalid("unknown_channel", "channel", "El canal «" + request.channel + "» no existe.",
                       "Use portal, oxxo, spei o bank.");
    if (request.external_reference.empty() || request.external_reference.size() > longest_reference)
        return invalid("external_reference", "external_reference", "La referencia lleva de 1 a 64 caracteres.",
                       "Envíe el identificador del pago en su canal; repetirlo no cobra dos veces.");
    if (request.contract_number.empty() || request.contract_number.size() > longest_reference)
        return invalid("contract_number", "contract_number", "Falta el número de contrato.",
                       "Envíelo como está en el recibo: 00412-7.");
    const auto paid_at = request.paid_at.empty() ? std::optional(now) : parse_iso(request.paid_at);
    if (!paid_at || *paid_at < first_believable || *paid_at >= last_believable)
        return invalid("paid_at", "paid_at", "La fecha del pago no existe o no es de este siglo.",
                       "Envíela como 2026-11-22T10:15:00-06:00.");
    auto invoices = invoices_of(request);
    if (!invoices) return invoices.refusal();
    return CheckedPayment{request.contract_number,
                          Money::centavos(request.amount_centavos),
                          request.channel,
                          request.external_reference,
                          *paid_at,
                          request.paid_at,
                          *std::move(invoices),
                          request.channel == "portal"};
}

Result<CheckedFolios> check(const FolioRequest& request) {
    const auto device = DeviceId::parse(request.device_id);
    if (!device)
        return invalid("device_id", "device_id", "El dispositivo no es un identificador.",
                       "Envíe el device_id de la caja.");
    if (!is_series(request.series))
        return invalid("series", "series", "La serie lleva de 1 a 20 mayúsculas, cifras o guiones.",
                       "Escríbala como QRO-C03.");
    if (request.count < 1 || request.count > most_folios)
        return invalid("count", "count", "Se entregan de 1 a 10,000 folios.", "Pida una cantidad en ese intervalo.");
    if (request.request_key.empty() || request.request_key.size() > longest_reference)
        return invalid("request_key", "request_key", "La clave de la solicitud lleva de 1 a 64 caracteres.",
                       "Envíe una clave propia de esta solicitud.");
    if (request.above < 0 || request.above > last_folio)
        return invalid("above", "above", "El último folio conocido está fuera de lo posible.",
                       "Envíe el mayor folio que tiene la caja, o 0.");
    return CheckedFolios{*device, request.series, request.count, request.request_key, request.epoch, request.above};
}

Result<> check(const StatedFolios& stated) {
    if (!is_series(stated.series))
        return invalid("series", "series", "La serie lleva de 1 a 20 mayúsculas, cifras o guiones.",
                       "Escríbala como QRO-C03.");
    if (stated.first < 1 || stated.last < stated.first || stated.last > last_folio ||
        stated.last - stated.first >= most_folios)
        return invalid("stated_folios", "first", "Eso no es un intervalo de folios que se entregue.",
                       "Revise el archivo de la caja: puede estar dañado.");
    return Done{};
}

Result<> check_pin(std::string_view pin) {
    constexpr std::size_t fewest = 6, most = 12;
    if (pin.size() < fewest || pin.size() > most ||
        !std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return invalid("pin", "pin", "El NIP lleva de 6 a 12 cifras.", "Pida a la persona otro NIP.");
    const int step = pin[1] - pin[0];
    bool is_row = step >= -1 && step <= 1;  // 111111, 123456, 987654
    for (std::size_t i = 1; i < pin.size(); ++i)
        is_row = is_row && pin[i] - pin[i - 1] == step;
    if (is_row) return invalid("pin", "pin", "Ese NIP se adivina: son cifras iguales o seguidas.", "Pida otro NIP.");
    return Done{};
}

Result<> check(const Cashier& cashier) {
    if (cashier.id.empty() || cashier.id.size() > longest_reference)
        return invalid("cashier_id", "cashier_id", "La clave de la persona lleva de 1 a 64 caracteres.",
                       "Escriba su clave.");
    if (cashier.name.empty() || cashier.name.size() > 120)
        return invalid("cashier_name", "name", "Falta el nombre.", "Escriba el nombre, hasta 120 letras.");
    const bool keeps_pin = cashier.pin_salt.empty() && cashier.pin_hash.empty();
    if (!keeps_pin && (cashier.pin_salt.size() < 8 || cashier.pin_salt.size() > 64))
        return invalid("pin_salt", "pin_salt", "La sal del NIP lleva de 8 a 64 bytes.",
                       "Genere una sal al azar de 16 bytes.");
    if (!keeps_pin && cashier.pin_hash.size() != pin_hash_bytes)
        return invalid("pin_hash", "pin_hash", "El resumen del NIP lleva 32 bytes.",
                       "Calcúlelo con scrypt (N=16384, r=8, p=1).");
    if (cashier.role != "cashier" && cashier.role != "supervisor")
        return invalid("role", "role", "El puesto «" + cashier.role + "» no existe.", "Use cashier o supervisor.");
    if (cashier.office.size() > 120)
        return invalid("office", "office", "El nombre de la oficina lleva hasta 120 letras.",
                       "Escríbalo como está en la caja, o déjelo vacío para todas.");
    return Done{};
}

}  // namespace aquacis::payments
