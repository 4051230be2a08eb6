#include "base/sha256.hpp"
#include "cloud/payments/service/apply_parts.hpp"

namespace aquacis::payments {

namespace {

constexpr std::string_view account_effect = "account/";

}  // namespace

std::vector<std::string> effects_of(std::span<const ContractId> accounts) {
    std::vector<std::string> effects;
    for (const ContractId& account : accounts)
        effects.push_back(std::string(account_effect) + account.to_string());
    return effects;
}

std::vector<ContractId> accounts_named(const Outcome& outcome) {
    std::vector<ContractId> accounts;
    for (const std::string& effect : outcome.effects)
        accounts.push_back(ContractId::parse(std::string_view(effect).substr(account_effect.size())).value());
    return accounts;
}

Decision apply_reprint(const Deciding& deciding) {
    auto reprint = parse_reprint(deciding.operation.body, sender_of(deciding));
    if (!reprint) return {unreadable(deciding.operation.type), true};
    reprint->fingerprint = sha256_hex(deciding.operation.body);
    record_reprint(deciding.tx, *reprint);
    return {};
}

Decision apply_drawer_opening(const Deciding& deciding) {
    auto opening = parse_drawer_opening(deciding.operation.body, sender_of(deciding));
    if (!opening) return {unreadable(deciding.operation.type), true};
    opening->fingerprint = sha256_hex(deciding.operation.body);
    record_drawer_opening(deciding.tx, *opening);
    return {};
}

}  // namespace aquacis::payments
