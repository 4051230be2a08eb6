#include "field-app/core/use_cases/close_session.hpp"

#include <algorithm>

#include "aquacis/payments/v1/payments.pb.h"

namespace aquacis::office {
namespace {

constexpr int most_pieces = 100'000;

std::optional<Refusal> check(const CloseSession& request) {
    const auto known = denominations();
    std::vector<Money> seen;
    for (const CashCount& line : request.counts) {
        if (std::find(known.begin(), known.end(), line.denomination) == known.end() ||
            std::find(seen.begin(), seen.end(), line.denomination) != seen.end())
            return Refusal{RefusalKind::invalid, "office.unknown_denomination", "counts",
                           "La denominación " + line.denomination.display() + " no existe o está dos veces.",
                           "Cuente cada billete y moneda en su renglón."};
        if (line.count < 0 || line.count > most_pieces)
            return Refusal{RefusalKind::invalid, "office.count_out_of_range", "counts",
                           "La cantidad de piezas de " + line.denomination.display() + " no es posible.",
                           "Escriba un número de 0 a 100,000."};
        seen.push_back(line.denomination);
    }
    return std::nullopt;
}

Money counted_in(const CloseSession& request) {
    Money sum;
    for (const CashCount& line : request.counts)
        sum += Money::centavos(line.denomination.centavos() * line.count);
    return sum;
}

std::string body_of(const CloseSession& request, const ClosedSession& closed) {
    aquacis::payments::v1::CloseCashSession body;
    body.set_session_id(closed.session.id.to_string());
    for (const CashCount& line : request.counts) {
        auto* count = body.add_counts();
        count->set_denomination_centavos(line.denomination.centavos());
        count->set_count(line.count);
    }
    body.set_counted_centavos(closed.counted.centavos());
    body.set_expected_centavos(closed.expected.centavos());
    body.set_payments(static_cast<int>(closed.payments));
    body.set_closed_at_us(to_microseconds(*closed.session.closed_at));
    body.set_closed_by(closed.session.closed_by);
    return body.SerializeAsString();
}

}  // namespace

std::vector<Money> denominations() {
    std::vector<Money> all;
    for (const std::int64_t centavos : {100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50})
        all.push_back(Money::centavos(centavos));
    return all;
}

Result<ClosedSession> close_session(Office& office, const CloseSession& request) {
    if (auto refusal = check(request)) return *refusal;
    sqlite::Transaction transaction(office.store.database());
    const auto session = office.store.session(request.session);
    if (!session || session->closed_at)
        return Refusal{RefusalKind::conflict, "office.session_not_open", "session_id", "Ese turno no está abierto.",
                       "Entre de nuevo; si ya se hizo el corte, abra un turno nuevo."};
    const std::string closed_by = request.closed_by == session->cashier_id ? std::string() : request.closed_by;
    if (!closed_by.empty()) {
        const auto supervisor = office.store.cashier(closed_by);
        if (!supervisor || !supervisor->is_supervisor())
            return Refusal{RefusalKind::forbidden, "office.close_not_authorized", "closed_by",
                           "El turno de otra persona solo lo cierra un supervisor.",
                           "Pida a un supervisor que entre y haga el corte."};
    }
    ClosedSession closed;
    closed.session = *session;
    closed.session.closed_by = closed_by;
    closed.counted = counted_in(request);
    closed.expected = office.store.expected_cash(session->id);
    closed.difference = closed.counted - closed.expected;
    closed.payments = office.store.session_payments(session->id);
    closed.totals = office.store.session_totals(session->id);
    closed.session.counted = closed.counted;
    closed.session.expected = closed.expected;
    closed.session.closed_at = office.clock.now();
    for (const CashCount& line : request.counts)
        office.store.insert_count(session->id, line.denomination, line.count);
    const std::uint64_t seq = office.store.operations().append({"payments.cash_session.close",
                                                                1,
                                                                body_of(request, closed),
                                                                {},
                                                                closed_by.empty() ? session->cashier_id : closed_by,
                                                                *closed.session.closed_at});
    office.store.close_session(closed.session, seq);
    transaction.commit();
    return closed;
}

Result<CloseSlip> close_slip_of(Office& office, std::int64_t session_number) {
    const auto id = office.store.closed_session(session_number);
    const auto session = id ? office.store.session(*id) : std::nullopt;
    if (!session)
        return Refusal{RefusalKind::not_found, "office.unknown_close", "folio",
                       "En esta caja no hay corte del turno " + std::to_string(session_number) + ".",
                       "Revise el número del turno."};
    CloseSlip slip;
    slip.utility = office.config.utility;
    slip.administration_name = office.config.administration_name;
    slip.office = office.config.office;
    slip.till = session->drawer;
    slip.session_number = session->number;
    slip.cashier_name = session->cashier_name;
    if (!session->closed_by.empty()) {
        const auto supervisor = office.store.cashier(session->closed_by);
        slip.closed_by = supervisor ? supervisor->name : session->closed_by;
    }
    slip.opened_at = session->opened_at;
    slip.closed_at = *session->closed_at;
    slip.opening_float = session->opening_float;
    for (const MethodTotal& total : office.store.session_totals(session->id))
        slip.totals.push_back({std::string(display_es(total.method)), total.total});
    for (const SessionCount& count : office.store.counts(session->id))
        slip.pieces.push_back({std::to_string(count.pieces) + " × " + count.denomination.display(),
                               Money::centavos(count.denomination.centavos() * count.pieces)});
    const SessionFolios folios = office.store.session_folios(session->id);
    slip.payments = folios.used - folios.cancelled;
    slip.cancelled = folios.cancelled;
    slip.cancelled_sum = folios.cancelled_sum;
    if (folios.used > 0) {
        slip.first_folio = Folio{folios.series, folios.first}.text();
        slip.last_folio = Folio{folios.series, folios.last}.text();
    }
    slip.counted = session->counted;
    slip.expected = session->expected;
    return slip;
}

}  // namespace aquacis::office
