#include "cloud/billing/domain/bill.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace aquacis::billing {
namespace {

Refusal cannot_bill(const std::string& code, std::string message, std::string remedy) {
    return {RefusalKind::invalid, "billing." + code, "contract_id", std::move(message), std::move(remedy)};
}

// "1,284" or "1,284.350": whole cubic metres when they are whole.
std::string cubic_metres_text(Volume volume) {
    std::string text = volume.cubic_metres().to_string();
    const auto point = std::min(text.find('.'), text.size());
    for (std::size_t at = point; at > 3 && text[at - 4] != '-'; at -= 3)
        text.insert(at - 3, ",");
    return text + " m³";
}

std::string day_text(const std::string& date) {
    const auto day = parse_date(date);
    return day ? " el " + display_es(*day) : std::string();
}

class Replay {
public:
    explicit Replay(InvoiceId id) { bill_.id = id; }

    void operator()(const MeterConsumption& reading) {
        expect(stage_ <= 1, "reading");
        bill_.readings.push_back(reading);
        stage_ = 1;
    }
    void operator()(const TariffChosen& tariff) {
        expect(stage_ == 1, "tariff");
        bill_.tariff = tariff;
        stage_ = 2;
    }
    void operator()(const LineCharged& charged) {
        expect(stage_ == 2, "line");
        bill_.lines.push_back(charged.line);
    }
    void operator()(const BillIssued& issued) {
        expect(stage_ == 2, "issued");
        Money subtotal, tax;
        for (const RatedLine& line : bill_.lines) {
            subtotal += line.amount;
            tax += line.tax;
        }
        expect(issued.subtotal == subtotal && issued.tax == tax && issued.total == subtotal + tax,
               "issued with its lines' total");
        bill_.issued = issued;
        stage_ = 3;
    }
    void operator()(const BillReversed&) {
        expect(stage_ == 3, "reversed");
        bill_.reversed = true;
        stage_ = 4;
    }

    Bill whole() && {
        expect(stage_ >= 3, "issued");
        return std::move(bill_);
    }

private:
    void expect(bool holds, const char* what) const {
        if (!holds)
            throw std::runtime_error("bill " + bill_.id.to_string() + ": its events are not a bill's at '" + what +
                                     "'");
    }
    Bill bill_;
    int stage_ = 0;
};

// What metering's codes are called on paper. One that is not here is not printed as it came.
std::string remark_words(std::string_view remark) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 11> words{
        {{"leak", "posible fuga"},
         {"burst", "posible ruptura"},
         {"reverse", "flujo inverso"},
         {"dry", "tubería sin agua"},
         {"tamper", "alteración reportada por el medidor"},
         {"blocked", "medidor bloqueado"},
         {"stopped", "medidor detenido"},
         {"stale", "última lectura atrasada"},
         {"review", "lecturas por revisar"},
         {"rollover", "el registro dio la vuelta"},
         {"removed", "medidor retirado"}}};
    std::string text;
    while (!remark.empty()) {
        const auto comma = std::min(remark.find(','), remark.size());
        const auto code = remark.substr(0, comma);
        const auto* known = std::ranges::find(words, code, &std::pair<std::string_view, std::string_view>::first);
        const std::string_view word = known == words.end() ? "dato por revisar" : known->second;
        if (text.find(word) == std::string::npos) text.append(text.empty() ? "" : ", ").append(word);
        remark.remove_prefix(std::min(comma + 1, remark.size()));
    }
    return text;
}

std::string note_of(const MeterConsumption& reading) {
    if (reading.quality == "unmetered") return "Cuota fija, sin medidor.";
    const std::string meter = reading.meter_label.empty() ? std::string() : ", del medidor " + reading.meter_label;
    const std::string judged =
        reading.remark.empty() ? "Validada sin observaciones." : "Observación: " + remark_words(reading.remark) + ".";
    if (reading.quality == "no_reading") return "Sin lectura en el periodo" + meter + ".";
    if (reading.quality == "estimated")
        return "Consumo estimado de " + cubic_metres_text(reading.consumed) + meter + ". " +
               (reading.remark.empty() ? "Se ajusta con la siguiente lectura real." : judged);
    return "Lectura " + cubic_metres_text(reading.previous) + day_text(reading.previous_date) + " y " +
           cubic_metres_text(reading.current) + day_text(reading.current_date) + meter + ". " + judged;
}

// The contract's own time: not before its first day, not after its last; a meter that goes on is somebody's to take
// off.
Result<> check_time(const Period& period, const Account& account) {
    const BilledContract& contract = *account.contract;
    if (contract.start && *contract.start > period.last_day())
        return cannot_bill("not_started", "El contrato empieza el " + display_es(*contract.start) + ".", "");
    const bool ended = contract.end ? *contract.end < period.first_day() : contract.state == "terminated";
    if (!ended) return Done{};
    if (account.readings.empty()) return cannot_bill("ended", "El contrato está dado de baja.", "");
    return cannot_bill("contract_terminated", "El contrato está dado de baja y su medidor sigue leyéndose.",
                       "Retire el medidor o reactive el contrato.");
}

Result<> check_readings(std::span<const MeterConsumption> readings) {
    if (readings.empty())
        return cannot_bill("no_consumption", "El contrato no tiene medidor en la campaña.",
                           "Instale su medidor, corrija la zona del que tiene o asigne una tarifa de cuota fija.");
    for (const MeterConsumption& reading : readings) {
        if (reading.quality != "no_reading") continue;
        const std::string which = readings.size() > 1 ? " " + reading.meter_label : std::string();
        const std::string noticed = reading.remark.empty() ? "" : " Observación: " + remark_words(reading.remark) + ".";
        return cannot_bill("no_reading", "El medidor" + which + " no tiene lectura en el periodo." + noticed,
                           "Tome la lectura o autorice un consumo estimado.");
    }
    return Done{};
}

Result<> check_account(const BillTerms& terms, const Account& account) {
    const BilledContract* contract = account.contract;
    const TariffVersion* tariff = account.tariff;
    if (contract == nullptr)
        return cannot_bill("unknown_contract", "El contrato no está en el padrón de facturación.",
                           "Registre el contrato o corrija el medidor que apunta a él.");
    if (auto time = check_time(terms.period, account); !time) return time;
    if (tariff == nullptr)
        return cannot_bill("no_tariff", "No hay una versión vigente de la tarifa " + contract->tariff_code + ".",
                           "Publique la tarifa o corrija la clave del contrato.");
    if (tariff->tariff.use_class != contract->use_class)
        return cannot_bill("use_class_differs",
                           "El uso del contrato no es el de la tarifa " + contract->tariff_code + ".",
                           "Corrija el uso o la tarifa del contrato: de ellos depende el IVA.");
    return needs_volume(tariff->tariff, terms.period.last_day()) ? check_readings(account.readings) : Done{};
}

std::string number_of(const BillTerms& terms, const Account& account) {
    std::string number = terms.number_prefix + "-" + terms.period.to_string() + "-" + account.contract->number;
    return account.revision == 1 ? number : number + "-R" + std::to_string(account.revision);
}

MeterConsumption unmetered(ContractId contract) {
    MeterConsumption reading;
    reading.contract = contract;
    reading.quality = "unmetered";
    return reading;
}

}  // namespace

Bill replay(InvoiceId id, std::span<const BillEvent> events) {
    Replay state(id);
    for (const BillEvent& event : events)
        std::visit(state, event);
    return std::move(state).whole();
}

Volume Bill::consumed() const {
    Volume sum;
    for (const MeterConsumption& reading : readings)
        sum = sum + reading.consumed;
    return sum;
}

std::string reading_note(std::span<const MeterConsumption> readings) {
    std::string note;
    for (const MeterConsumption& reading : readings)
        note += (note.empty() ? "" : " ") + note_of(reading);
    return note;
}

Result<std::vector<BillEvent>> make_bill(const BillTerms& terms, const Account& account) {
    if (auto fit = check_account(terms, account); !fit) return fit.refusal();
    const BilledContract& contract = *account.contract;
    const TariffVersion& version = *account.tariff;
    std::vector<MeterConsumption> readings(account.readings.begin(), account.readings.end());
    if (readings.empty()) readings.push_back(unmetered(contract.id));
    std::vector<Usage> usages;
    for (const MeterConsumption& reading : readings)
        usages.push_back({reading.previous, reading.current, reading.consumed});
    const auto rated = rate(version.tariff, usages, terms.period.last_day());
    if (!rated) return rated.refusal();

    BillIssued issued{.number = number_of(terms, account),
                      .revision = account.revision,
                      .contract = contract.id,
                      .contract_number = contract.number,
                      .customer = contract.customer,
                      .use_class = contract.use_class,
                      .period = terms.period,
                      .issue_date = terms.issue_date,
                      .due_date = terms.due_date,
                      .subtotal = rated->subtotal,
                      .tax = rated->tax,
                      .total = rated->total,
                      .reading_note = reading_note(readings),
                      .at = terms.issued_at};
    std::vector<BillEvent> events(readings.begin(), readings.end());
    events.emplace_back(TariffChosen{version.tariff.code, version.tariff.version, version.sha256});
    for (const RatedLine& line : rated->lines)
        events.emplace_back(LineCharged{line});
    events.emplace_back(std::move(issued));
    return events;
}

InvoiceId invoice_id_of(const InvoiceKeyParts& parts) {
    return InvoiceId(make_named_uuid(parts.contract.uuid(), "invoice/" + parts.period.to_string() + "/" +
                                                                std::string(parts.concept_name) + "/" +
                                                                std::to_string(parts.revision)));
}

}  // namespace aquacis::billing
