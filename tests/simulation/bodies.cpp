#include "tests/simulation/bodies.hpp"

#include <stdexcept>

#include "aquacis/payments/v1/payments.pb.h"
#include "aquacis/sync/v1/feed.pb.h"

namespace aquacis::simulation {
namespace {

namespace v1 = payments::v1;

template <class Message>
Message parsed(const std::string& body) {
    Message message;
    if (!message.ParseFromString(body)) throw std::runtime_error("the simulation cannot read its own body");
    return message;
}

}  // namespace

std::string Payment::body(Instant taken_at) const {
    v1::TakePayment message;
    message.set_payment_id(id);
    message.set_session_id(session);
    message.set_contract_id(contract);
    message.set_series(series);
    message.set_folio_number(folio);
    message.set_folio(series + "-" + std::to_string(folio));
    message.set_advance_centavos(centavos);
    auto* tender = message.add_tenders();
    tender->set_method("cash");
    tender->set_amount_centavos(centavos);
    message.set_taken_at_us(to_microseconds(taken_at));
    return message.SerializeAsString();
}

Payment Payment::of(const std::string& body) {
    const auto message = parsed<v1::TakePayment>(body);
    return {message.payment_id(),   message.contract_id(), message.advance_centavos(),
            message.folio_number(), message.series(),      message.session_id()};
}

std::string Close::body(Instant closed_at) const {
    constexpr std::int64_t large = 1'000'000;
    v1::CloseCashSession message;
    message.set_session_id(session);
    message.set_counted_centavos(expected);
    message.set_expected_centavos(expected);
    message.set_payments(payments);
    for (const auto& [denomination, count] :
         {std::pair(large, expected / large), {std::int64_t{1}, expected % large}}) {
        auto* line = message.add_counts();
        line->set_denomination_centavos(denomination);
        line->set_count(static_cast<int>(count));
    }
    message.set_closed_at_us(to_microseconds(closed_at));
    return message.SerializeAsString();
}

Close Close::of(const std::string& body) {
    const auto message = parsed<v1::CloseCashSession>(body);
    return {message.session_id(), message.expected_centavos(), message.payments()};
}

std::string Cancel::body(Instant cancelled_at) const {
    v1::CancelPayment message;
    message.set_payment_id(payment);
    message.set_session_id(session);
    message.set_reason("al contrato equivocado");
    message.set_authorized_by(supervisor);
    message.set_cancelled_at_us(to_microseconds(cancelled_at));
    return message.SerializeAsString();
}

Cancel Cancel::of(const std::string& body) {
    const auto message = parsed<v1::CancelPayment>(body);
    return {message.payment_id(), message.session_id()};
}

std::string FolioAsk::body() const {
    v1::FolioAsk message;
    message.set_series(series);
    message.set_count(count);
    message.set_above(above);
    return message.SerializeAsString();
}

FolioAsk FolioAsk::of(const std::string& body) {
    const auto message = parsed<v1::FolioAsk>(body);
    return {message.series(), message.count(), message.above()};
}

std::string FolioRange::body() const {
    v1::FolioRange message;
    message.set_series(series);
    message.set_first(first);
    message.set_last(last);
    return message.SerializeAsString();
}

FolioRange FolioRange::of(const std::string& body) {
    const auto message = parsed<v1::FolioRange>(body);
    return {message.series(), message.first(), message.last()};
}

std::string opening_of(const std::string& session, Instant opened_at) {
    v1::OpenCashSession message;
    message.set_session_id(session);
    message.set_cashier_id(cashier);
    message.set_cashier_name("María");
    message.set_till("Caja");
    message.set_business_date("2026-11-30");
    message.set_opened_at_us(to_microseconds(opened_at));
    return message.SerializeAsString();
}

std::string account_row(const std::string& contract, std::int64_t credit, std::uint64_t version) {
    sync::v1::AccountRow row;
    row.mutable_account()->set_contract_id(contract);
    row.mutable_account()->set_credit_centavos(credit);
    row.set_version(version);
    return row.SerializeAsString();
}

std::int64_t credit_in(const std::string& body) {
    return parsed<sync::v1::AccountRow>(body).account().credit_centavos();
}

}  // namespace aquacis::simulation
