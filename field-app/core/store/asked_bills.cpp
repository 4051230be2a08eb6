#include "field-app/core/store/asked_bills.hpp"

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/billing/v1/till.pb.h"
#include "field-app/core/store/sql.hpp"

namespace aquacis::office {
namespace {

namespace billing = aquacis::billing::v1;

constexpr std::string_view list_kind = "billing.bills";
constexpr std::string_view bill_kind = "billing.bill";

std::span<const std::uint8_t> bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

template <class Message>
Message parsed(const sync::Granted& granted) {
    Message message;
    if (!message.ParseFromString(granted.body))
        throw std::runtime_error("sync: what was granted as " + granted.kind + " cannot be read");
    return message;
}

template <class Id>
Uuid needed(const std::string& text) {
    const auto id = Id::parse(text);
    if (!id) throw std::runtime_error("sync: a bill that was asked for names no id");
    return id->uuid();
}

void keep_list(sqlite::Database& database, const sync::Granted& granted) {
    const auto list = parsed<billing::BillList>(granted);
    database.prepare(sql::keep_bill_list).bind(needed<ContractId>(list.contract_id()), bytes_of(granted.body)).run();
    database.prepare(sql::forget_old_lists).bind(most_kept_bills).run();
}

void keep_bill(sqlite::Database& database, const sync::Granted& granted) {
    const auto bill = parsed<billing::Invoice>(granted);
    database.prepare(sql::keep_older_bill).bind(needed<InvoiceId>(bill.invoice_id()), bytes_of(granted.body)).run();
    database.prepare(sql::forget_old_bills).bind(most_kept_bills).run();
}

}  // namespace

sync::Ask ask_for_bills_of(ContractId contract) {
    billing::BillsAsk asked;
    asked.set_contract_id(contract.to_string());
    return {std::string(list_kind), "bills/" + contract.to_string(), asked.SerializeAsString()};
}

sync::Ask ask_for_bill(InvoiceId invoice) {
    billing::BillAsk asked;
    asked.set_invoice_id(invoice.to_string());
    return {std::string(bill_kind), "bill/" + invoice.to_string(), asked.SerializeAsString()};
}

bool keep_asked_bills(sqlite::Database& database, const sync::Granted& granted) {
    if (granted.kind != list_kind && granted.kind != bill_kind) return false;
    database.prepare(sql::forget_bill_refusals).run();
    if (!granted.problem.empty()) {
        database.prepare(sql::keep_bill_refusal).bind(granted.key, granted.problem).run();
        return true;
    }
    if (granted.kind == list_kind)
        keep_list(database, granted);
    else
        keep_bill(database, granted);
    return true;
}

}  // namespace aquacis::office
