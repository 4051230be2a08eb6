#include "cloud/payments/service/operations.hpp"

#include "aquacis/payments/v1/payments.pb.h"
#include "aquacis/sync/v1/sync.pb.h"
#include "cloud/payments/service/apply_parts.hpp"
#include "cloud/payments/service/give_back_folios.hpp"
#include "cloud/payments/service/grant_folios.hpp"
#include "cloud/payments/service/register_cashiers.hpp"
#include "cloud/payments/store/account_store.hpp"

namespace aquacis::payments {
namespace {

void announce_again(const Deciding& deciding, const Outcome& before) {
    announce_accounts(deciding.tx, deciding.cause, lock_accounts(deciding.tx, accounts_named(before)));
}

Result<std::string> grant_range(const Context& context, const platform::Caller& caller, const platform::Ask& ask) {
    v1::FolioAsk asked;
    if (!asked.ParseFromString(ask.body)) asked.Clear();  // without a series it is refused by that field
    const auto range = grant_folios(
        context, caller, {ask.device.to_string(), asked.series(), asked.count(), ask.key, ask.epoch, asked.above()});
    if (!range) return range.refusal();
    v1::FolioRange granted;
    granted.set_series(asked.series());
    granted.set_first(range->first);
    granted.set_last(range->last);
    return granted.SerializeAsString();
}

Result<> give_range_back(const Context& context, const platform::Caller& caller, const platform::HeldGrant& held) {
    v1::FolioRange range;
    if (!range.ParseFromString(held.body)) range.Clear();  // without a series it is refused by that field
    return give_back_folios(context, caller, {DeviceId(held.device), range.series(), range.first(), range.last()});
}

// The active people of the office, with what their PINs are checked by.
Result<std::string> list_staff(const Context& context, const platform::Caller& caller, const platform::Ask& ask) {
    sync::v1::StaffList list;
    for (const Cashier& cashier : cashiers_of_office(context, caller, ask.key)) {
        auto& member = *list.add_members();
        member.set_cashier_id(cashier.id);
        member.set_name(cashier.name);
        member.set_role(cashier.role);
        member.set_pin_salt(cashier.pin_salt);
        member.set_pin_hash(cashier.pin_hash);
    }
    return list.SerializeAsString();
}

}  // namespace

platform::Operations make_operations(const Context& context) {
    const auto of_context = [&context](auto grant) {
        return
            [&context, grant](const platform::Caller& caller, const auto& ask) { return grant(context, caller, ask); };
    };
    return {{"payments", context.database, context.clock, context.random},
            {.kinds = {{"payments.payment.take", 1, apply_take_payment, true},
                       {"payments.payment.cancel", 1, apply_cancel_payment, true},
                       {"payments.cash_session.open", 1, apply_open_session},
                       {"payments.cash_session.close", 1, apply_close_session},
                       {"payments.receipt.reprint", 1, apply_reprint},
                       {"payments.drawer.open", 1, apply_drawer_opening}},
             .asks = {{"payments.folios", of_context(grant_range), of_context(give_range_back)},
                      {"payments.staff", of_context(list_staff)}},
             .announce_again = announce_again}};
}

}  // namespace aquacis::payments
