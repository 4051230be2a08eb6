#include "cloud/billing/domain/run.hpp"

#include <algorithm>
#include <array>

namespace aquacis::billing {
namespace {

constexpr std::array<std::string_view, 4> states{"running", "completed", "failed", "cancelled"};
constexpr std::array<std::string_view, 3> outcomes{"parked", "exempt", "missing"};
constexpr std::array<std::string_view, 2> exempt_codes{"billing.not_started", "billing.ended"};
constexpr std::array<std::string_view, 1> missing_codes{"billing.no_consumption"};

template <class Enum, std::size_t size>
std::optional<Enum> find_name(const std::array<std::string_view, size>& names, std::string_view text) {
    const auto found = std::ranges::find(names, text);
    return found == names.end() ? std::nullopt : std::optional(static_cast<Enum>(found - names.begin()));
}

template <std::size_t size>
bool has(const std::array<std::string_view, size>& codes, std::string_view code) {
    return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

std::string_view to_text(RunState state) { return states.at(static_cast<std::size_t>(state)); }
std::optional<RunState> parse_run_state(std::string_view text) { return find_name<RunState>(states, text); }
std::string_view to_text(AccountOutcome outcome) { return outcomes.at(static_cast<std::size_t>(outcome)); }
std::optional<AccountOutcome> parse_account_outcome(std::string_view text) {
    return find_name<AccountOutcome>(outcomes, text);
}

BillingRunId run_id_of(CampaignId campaign, int cancelled_before) {
    return BillingRunId(make_named_uuid(campaign.uuid(), "run/" + std::to_string(cancelled_before)));
}

std::chrono::seconds wait_after(int tries) {
    constexpr int most_doublings = 6;
    return std::min(std::chrono::seconds(60), std::chrono::seconds(1 << std::clamp(tries - 1, 0, most_doublings)));
}

RunAccount account_of(ContractId contract, const Refusal& refusal) {
    const AccountOutcome outcome = has(exempt_codes, refusal.code)    ? AccountOutcome::exempt
                                   : has(missing_codes, refusal.code) ? AccountOutcome::missing
                                                                      : AccountOutcome::parked;
    return {contract, outcome, refusal.code, refusal.message + (refusal.remedy.empty() ? "" : " " + refusal.remedy)};
}

}  // namespace aquacis::billing
