#include "cloud/billing/service/operations.hpp"

#include "aquacis/billing/v1/till.pb.h"
#include "cloud/billing/service/find_invoices.hpp"
#include "cloud/billing/wire/convert.hpp"

namespace aquacis::billing {
namespace {

// What cannot be read has no id, and is refused by that field.
template <class Message>
Message asked_in(const platform::Ask& ask) {
    Message message;
    if (!message.ParseFromString(ask.body)) message.Clear();
    return message;
}

Result<std::string> give_list(const Context& context, const platform::Caller& caller, const platform::Ask& ask) {
    const auto asked = asked_in<v1::BillsAsk>(ask);
    const auto bills = list_bills(context, caller, asked.contract_id());
    if (!bills) return bills.refusal();
    v1::BillList list;
    list.set_contract_id(asked.contract_id());
    for (const BillHead& head : *bills) {
        auto& bill = *list.add_bills();
        bill.set_invoice_id(head.id.to_string());
        bill.set_number(head.number);
        bill.set_period(head.period);
        bill.set_total_centavos(head.total.centavos());
        bill.set_state(head.state);
    }
    return list.SerializeAsString();
}

Result<std::string> give_bill(const Context& context, const platform::Caller& caller, const platform::Ask& ask) {
    const auto bill = get_invoice(context, caller, asked_in<v1::BillAsk>(ask).invoice_id());
    if (!bill) return bill.refusal();
    return to_proto(*bill).SerializeAsString();
}

}  // namespace

platform::Operations make_operations(const Context& context) {
    const auto of_context = [&context](auto give) {
        return [&context, give](const platform::Caller& caller, const platform::Ask& ask) {
            return give(context, caller, ask);
        };
    };
    return {{"billing", context.database, context.clock, context.random},
            {.kinds = {}, .asks = {{"billing.bills", of_context(give_list)}, {"billing.bill", of_context(give_bill)}}}};
}

}  // namespace aquacis::billing
