#include "cloud/payments/service/till_bodies.hpp"

#include <cstdlib>

#include "aquacis/payments/v1/payments.pb.h"

namespace aquacis::payments {
namespace {

constexpr std::int64_t most_centavos = 10'000'000'000;  // a hundred million pesos
constexpr int most_pieces = 1'000'000;
constexpr std::int64_t first_year_us = 946'684'800'000'000;   // 2000-01-01
constexpr std::int64_t last_year_us = 4'102'444'800'000'000;  // 2100-01-01
constexpr std::size_t longest_text = 200;

bool is_amount(std::int64_t centavos) { return centavos >= -most_centavos && centavos <= most_centavos; }
bool is_text(const std::string& text) { return text.size() <= longest_text && text.find('\0') == std::string::npos; }
bool is_time(std::int64_t us) { return us >= first_year_us && us <= last_year_us; }

bool read_tenders(const v1::TakePayment& body, TakenPayment& payment) {
    if (body.tenders_size() > most_parts) return false;
    for (const auto& tender : body.tenders()) {
        if (!is_amount(tender.amount_centavos()) || !is_text(tender.method()) || !is_text(tender.reference()))
            return false;
        payment.tenders.push_back({tender.method(), Money::centavos(tender.amount_centavos()), tender.reference()});
    }
    return true;
}

bool read_applications(const v1::TakePayment& body, TakenPayment& payment) {
    if (body.applications_size() > most_parts) return false;
    for (const auto& application : body.applications()) {
        if (!is_amount(application.amount_centavos())) return false;
        const auto invoice = InvoiceId::parse(application.invoice_id());
        const auto contract = ContractId::parse(application.contract_id());
        const bool sound = invoice && contract && application.amount_centavos() > 0;
        payment.applications_sound = payment.applications_sound && sound;
        payment.applications.push_back({invoice.value_or(InvoiceId{}), contract.value_or(ContractId{}),
                                        Money::centavos(application.amount_centavos())});
    }
    return true;
}

}  // namespace

Money TakenPayment::received() const {
    Money sum;
    for (const Tender& tender : tenders)
        sum += tender.amount;
    return sum;
}

Money TakenPayment::asked() const { return AskedPayment{contract, applications, advance}.asked(); }

std::optional<TakenPayment> parse_taken_payment(const std::string& body) {
    v1::TakePayment message;
    if (!message.ParseFromString(body)) return std::nullopt;
    const auto id = PaymentId::parse(message.payment_id());
    if (!id || id->is_nil() || !is_text(message.folio()) || !is_text(message.series()) ||
        !is_amount(message.advance_centavos()) || !is_time(message.taken_at_us()))
        return std::nullopt;
    TakenPayment payment;
    payment.id = *id;
    payment.session = CashSessionId::parse(message.session_id());
    payment.contract = ContractId::parse(message.contract_id());
    payment.folio = {message.series(), message.folio_number(), message.folio()};
    payment.advance = Money::centavos(message.advance_centavos());
    payment.taken_at = from_microseconds(message.taken_at_us());
    if (!read_tenders(message, payment) || !read_applications(message, payment)) return std::nullopt;
    return payment;
}

std::optional<CashSession> parse_opened_session(const std::string& body, const Uuid& device) {
    v1::OpenCashSession message;
    if (!message.ParseFromString(body)) return std::nullopt;
    const auto id = CashSessionId::parse(message.session_id());
    if (!id || !is_amount(message.float_centavos()) || !is_text(message.till()) || !is_text(message.cashier_id()) ||
        !is_time(message.opened_at_us()) || !parse_date(message.business_date()))
        return std::nullopt;
    return CashSession{*id,
                       device,
                       message.cashier_id(),
                       message.till(),
                       message.business_date(),
                       Money::centavos(message.float_centavos()),
                       {},
                       from_microseconds(message.opened_at_us())};
}

Money ClosedTill::by_denomination() const {
    Money sum;
    for (const CashCount& line : counts)
        sum += Money::centavos(line.denomination.centavos() * line.count);
    return sum;
}

std::optional<ClosedTill> parse_closed_till(const std::string& body) {
    v1::CloseCashSession message;
    if (!message.ParseFromString(body)) return std::nullopt;
    const auto id = CashSessionId::parse(message.session_id());
    if (!id || !is_amount(message.counted_centavos()) || !is_amount(message.expected_centavos()) ||
        !is_time(message.closed_at_us()) || message.counts_size() > most_parts)
        return std::nullopt;
    ClosedTill close{*id,
                     Money::centavos(message.counted_centavos()),
                     Money::centavos(message.expected_centavos()),
                     message.payments(),
                     {},
                     from_microseconds(message.closed_at_us())};
    for (const auto& line : message.counts()) {
        if (line.denomination_centavos() <= 0 || line.denomination_centavos() > 10'000'000 || line.count() < 0 ||
            line.count() > most_pieces)
            return std::nullopt;
        close.counts.push_back({Money::centavos(line.denomination_centavos()), line.count()});
    }
    return close;
}

}  // namespace aquacis::payments
