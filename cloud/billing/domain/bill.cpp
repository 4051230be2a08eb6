#include "cloud/billing/domain/bill.hpp"

#include <stdexcept>

namespace aquacis::billing {
namespace {

Refusal cannot_bill(std::string code, std::string message, std::string remedy) {
    return {RefusalKind::invalid, "billing." + std::move(code), "contract_id", std::move(message), std::move(remedy)};
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
        expect(stage_ == 0, "reading");
        bill_.reading = reading;
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

Result<> check_account(const MeterConsumption& reading, const BilledContract* contract, const TariffVersion* tariff) {
    if (contract == nullptr)
        return cannot_bill("unknown_contract", "El contrato no está en el padrón de facturación.",
                           "Registre el contrato o corrija el medidor que apunta a él.");
    if (contract->state == "terminated")
        return cannot_bill("contract_terminated", "El contrato está dado de baja y su medidor sigue leyéndose.",
                           "Retire el medidor o reactive el contrato.");
    if (reading.quality == "no_reading")
        return cannot_bill("no_reading", "El medidor no tiene lectura en el periodo.",
                           "Tome la lectura o autorice un consumo estimado.");
    if (tariff == nullptr)
        return cannot_bill("no_tariff", "No hay una versión vigente de la tarifa " + contract->tariff_code + ".",
                           "Publique la tarifa o corrija la clave del contrato.");
    if (tariff->tariff.use_class != contract->use_class)
        return cannot_bill("use_class_differs",
                           "El uso del contrato no es el de la tarifa " + contract->tariff_code + ".",
                           "Corrija el uso o la tarifa del contrato: de ellos depende el IVA.");
    return Done{};
}

}  // namespace

Bill replay(InvoiceId id, std::span<const BillEvent> events) {
    Replay state(id);
    for (const BillEvent& event : events)
        std::visit(state, event);
    return std::move(state).whole();
}

std::string reading_note(const MeterConsumption& reading) {
    const std::string meter = reading.meter_label.empty() ? std::string() : ", del medidor " + reading.meter_label;
    const std::string judged =
        reading.remark.empty() ? "Validada sin observaciones." : "Observación: " + reading.remark + ".";
    if (reading.quality == "estimated")
        return "Consumo estimado de " + cubic_metres_text(reading.consumed) + meter + ". " +
               (reading.remark.empty() ? "Se ajusta con la siguiente lectura real." : judged);
    return "Lectura " + cubic_metres_text(reading.previous) + day_text(reading.previous_date) + " y " +
           cubic_metres_text(reading.current) + day_text(reading.current_date) + meter + ". " + judged;
}

Result<std::vector<BillEvent>> make_bill(const BillTerms& terms, const MeterConsumption& reading,
                                         const BilledContract* contract, const TariffVersion* tariff) {
    if (auto fit = check_account(reading, contract, tariff); !fit) return fit.refusal();
    const auto rated =
        rate(tariff->tariff, {reading.previous, reading.current, reading.consumed}, terms.period.last_day());
    if (!rated) return rated.refusal();
    std::vector<BillEvent> events{reading, TariffChosen{tariff->tariff.code, tariff->tariff.version, tariff->sha256}};
    for (const RatedLine& line : rated->lines)
        events.emplace_back(LineCharged{line});
    BillIssued issued;
    issued.number = terms.number_prefix + "-" + terms.period.to_string() + "-" + contract->number;
    issued.contract = contract->id;
    issued.contract_number = contract->number;
    issued.customer = contract->customer;
    issued.use_class = contract->use_class;
    issued.period = terms.period;
    issued.issue_date = terms.issue_date;
    issued.due_date = terms.due_date;
    issued.subtotal = rated->subtotal;
    issued.tax = rated->tax;
    issued.total = rated->total;
    issued.at = terms.issued_at;
    events.emplace_back(std::move(issued));
    return events;
}

InvoiceId invoice_id_of(ContractId contract, Period period, std::string_view concept_name) {
    return InvoiceId(
        make_named_uuid(contract.uuid(), "invoice/" + period.to_string() + "/" + std::string(concept_name)));
}

}  // namespace aquacis::billing
