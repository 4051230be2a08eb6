#include "cloud/payments/service/till_bodies.hpp"

#include <google/protobuf/unknown_field_set.h>

#include <chrono>

#include "aquacis/payments/v1/payments.pb.h"
#include "base/sha256.hpp"

namespace aquacis::payments {
namespace {

constexpr std::int64_t most_centavos = 10'000'000'000;  // a hundred million pesos
constexpr int most_pieces = 1'000'000;
constexpr std::size_t longest_text = 200;
constexpr int most_parts = most_debts_of_a_payment;  // of tenders, applications or denominations
constexpr std::chrono::hours longest_absence{366 * 24};
constexpr std::chrono::hours furthest_ahead{24};

bool is_amount(std::int64_t centavos) { return centavos >= -most_centavos && centavos <= most_centavos; }
bool is_text(const std::string& text) { return text.size() <= longest_text && text.find('\0') == std::string::npos; }

bool is_time(std::int64_t us, Instant received_at) {
    return us >= to_microseconds(received_at - longest_absence) && us <= to_microseconds(received_at + furthest_ahead);
}

Instant time_of(std::int64_t us, const Sender& sender) {
    return is_time(us, sender.received_at) ? from_microseconds(us) : sender.received_at;
}

// The text, or nothing of it and the payment is not whole.
std::string text_of(const std::string& text, TakenPayment& payment) {
    if (is_text(text)) return text;
    payment.is_whole = false;
    return {};
}

bool read_tenders(const v1::TakePayment& body, TakenPayment& payment) {
    if (body.tenders_size() > most_parts) return false;
    for (const auto& tender : body.tenders()) {
        if (!is_amount(tender.amount_centavos())) return false;
        payment.tenders.push_back({text_of(tender.method(), payment), Money::centavos(tender.amount_centavos()),
                                   text_of(tender.reference(), payment)});
    }
    return true;
}

void read_applications(const v1::TakePayment& body, TakenPayment& payment) {
    if (body.applications_size() > most_parts) payment.is_whole = false;
    for (const auto& application : body.applications()) {
        if (!payment.is_whole) return;
        if (!is_amount(application.amount_centavos())) payment.is_whole = false;
        const auto invoice = InvoiceId::parse(application.invoice_id());
        const auto contract = ContractId::parse(application.contract_id());
        const bool sound = invoice && contract && application.amount_centavos() > 0;
        payment.applications_sound = payment.applications_sound && sound;
        payment.applications.push_back({invoice.value_or(InvoiceId{}), contract.value_or(ContractId{}),
                                        Money::centavos(application.amount_centavos())});
    }
}

// A body that is no TakePayment as it stands, because a text in it is no UTF-8 or a field became another: the fields of
// its tenders' amounts, read by their numbers.
std::optional<v1::TakePayment> read_money_alone(const std::string& body) {
    google::protobuf::UnknownFieldSet fields;
    if (!fields.ParseFromString(body)) return std::nullopt;
    v1::TakePayment money;
    for (int i = 0; i < fields.field_count(); ++i) {
        const auto& field = fields.field(i);
        if (field.type() != google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) continue;
        if (field.number() == v1::TakePayment::kPaymentIdFieldNumber && Uuid::parse(field.length_delimited()))
            money.set_payment_id(field.length_delimited());
        google::protobuf::UnknownFieldSet tender;
        if (field.number() != v1::TakePayment::kTendersFieldNumber || !tender.ParseFromString(field.length_delimited()))
            continue;
        auto* part = money.add_tenders();
        part->set_method("cash");
        for (int j = 0; j < tender.field_count(); ++j)
            if (tender.field(j).number() == v1::Tender::kAmountCentavosFieldNumber &&
                tender.field(j).type() == google::protobuf::UnknownField::TYPE_VARINT)
                part->set_amount_centavos(static_cast<std::int64_t>(tender.field(j).varint()));
    }
    return money;
}

}  // namespace

Money TakenPayment::received() const {
    Money sum;
    for (const Tender& tender : tenders)
        sum += tender.amount;
    return sum;
}

Money TakenPayment::asked() const { return AskedPayment{contract, applications, advance}.asked(); }

// None: no amount can be read in it. Whatever else is wrong makes a payment that is not whole, because the money is in
// the drawer.
std::optional<TakenPayment> parse_taken_payment(const std::string& body, const Sender& sender) {
    TakenPayment payment;
    v1::TakePayment message;
    if (!message.ParseFromString(body)) {
        auto money = read_money_alone(body);
        if (!money) return std::nullopt;
        message = *std::move(money);
        payment.is_whole = false;
    }
    if (!read_tenders(message, payment)) return std::nullopt;
    const auto id = PaymentId::parse(message.payment_id());
    if (!id || id->is_nil()) {
        if (!payment.received().is_positive()) return std::nullopt;
        payment.is_whole = false;
    }
    payment.id = id && !id->is_nil() ? *id : PaymentId(make_named_uuid(sender.device, sha256_hex(body)));
    payment.session = CashSessionId::parse(message.session_id());
    payment.contract = ContractId::parse(message.contract_id());
    payment.folio = {text_of(message.series(), payment), message.folio_number(), text_of(message.folio(), payment)};
    if (is_amount(message.advance_centavos()))
        payment.advance = Money::centavos(message.advance_centavos());
    else
        payment.is_whole = false;
    payment.taken_at = time_of(message.taken_at_us(), sender);
    if (!is_time(message.taken_at_us(), sender.received_at)) payment.taken_at_raw_us = message.taken_at_us();
    read_applications(message, payment);
    return payment;
}

std::optional<CancelledPayment> parse_cancelled_payment(const std::string& body, const Sender& sender) {
    v1::CancelPayment message;
    if (!message.ParseFromString(body)) return std::nullopt;
    const auto id = PaymentId::parse(message.payment_id());
    if (!id || message.reason().empty() || !is_text(message.reason()) || !is_text(message.authorized_by()))
        return std::nullopt;
    return CancelledPayment{
        {*id, message.reason(), sender.actor, message.authorized_by(), time_of(message.cancelled_at_us(), sender)},
        CashSessionId::parse(message.session_id())};
}

std::optional<Reprint> parse_reprint(const std::string& body, const Sender& sender) {
    v1::ReprintReceipt message;
    if (!message.ParseFromString(body)) return std::nullopt;
    const auto id = PaymentId::parse(message.payment_id());
    if (!id || message.copy() < 1) return std::nullopt;
    return Reprint{*id,           CashSessionId::parse(message.session_id()), message.copy(), sender.actor,
                   std::string(), time_of(message.printed_at_us(), sender)};
}

std::optional<DrawerOpening> parse_drawer_opening(const std::string& body, const Sender& sender) {
    v1::OpenDrawer message;
    if (!message.ParseFromString(body)) return std::nullopt;
    const auto session = CashSessionId::parse(message.session_id());
    if (!session || message.reason().empty() || !is_text(message.reason())) return std::nullopt;
    return DrawerOpening{*session, message.reason(), sender.actor, std::string(),
                         time_of(message.opened_at_us(), sender)};
}

std::optional<CashSession> parse_opened_session(const std::string& body, const Sender& sender) {
    v1::OpenCashSession message;
    if (!message.ParseFromString(body)) return std::nullopt;
    const auto id = CashSessionId::parse(message.session_id());
    if (!id || !is_amount(message.float_centavos()) || !is_text(message.till()) || !is_text(message.cashier_id()) ||
        !parse_date(message.business_date()))
        return std::nullopt;
    return CashSession{*id,
                       sender.device,
                       message.cashier_id(),
                       message.till(),
                       message.business_date(),
                       Money::centavos(message.float_centavos()),
                       {},
                       time_of(message.opened_at_us(), sender)};
}

Money ClosedTill::by_denomination() const {
    Money sum;
    for (const CashCount& line : counts)
        sum += Money::centavos(line.denomination.centavos() * line.count);
    return sum;
}

// None: a field is not what a till sends. A count without sound pieces would be compared with nothing.
std::optional<ClosedTill> parse_closed_till(const std::string& body, const Sender& sender) {
    v1::CloseCashSession message;
    if (!message.ParseFromString(body)) return std::nullopt;
    const auto id = CashSessionId::parse(message.session_id());
    if (!id || !is_amount(message.counted_centavos()) || !is_amount(message.expected_centavos()) ||
        !is_text(message.closed_by()) || message.counts_size() > most_parts)
        return std::nullopt;
    ClosedTill close{*id,
                     Money::centavos(message.counted_centavos()),
                     Money::centavos(message.expected_centavos()),
                     message.payments(),
                     {},
                     time_of(message.closed_at_us(), sender),
                     message.closed_by()};
    for (const auto& line : message.counts()) {
        if (line.denomination_centavos() <= 0 || line.denomination_centavos() > 10'000'000 || line.count() < 0 ||
            line.count() > most_pieces)
            return std::nullopt;
        close.counts.push_back({Money::centavos(line.denomination_centavos()), line.count()});
    }
    return close;
}

}  // namespace aquacis::payments
