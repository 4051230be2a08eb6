#include "cloud/fiscal/domain/cfdi.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace aquacis::fiscal {
namespace {

constexpr std::array<std::string_view, 9> names{"pending",   "sealed",     "stamped",   "rejected", "unknown",
                                                "set_aside", "not_needed", "withdrawn", "to_cancel"};

}  // namespace

std::string_view name_of(CfdiState state) { return names.at(static_cast<std::size_t>(state)); }

CfdiState cfdi_state(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw std::invalid_argument("no state of a CFDI: " + std::string(name));
    return static_cast<CfdiState>(found - names.begin());
}

std::string_view motive_of(std::string_view reason) {
    const bool never_happened = reason == "duplicate" || reason == "not_supplied";
    return never_happened ? "03" : "02";
}

CfdiId cfdi_of(const InvoiceId& invoice, unsigned revision) {
    return CfdiId(make_named_uuid(invoice.uuid(), revision <= 1 ? "cfdi" : "cfdi/" + std::to_string(revision)));
}

Instant earliest_seal(Date issue_date) { return local_midnight(issue_date); }

Instant fecha_of(const Issue& issue) {
    const Instant end_of_day = local_midnight(add_days(issue.issue_date, 1)) - std::chrono::seconds(1);
    const Instant wanted = std::min(end_of_day, issue.now);
    const bool taken_still = issue.now - wanted < stampable_for;
    return taken_still && wanted >= issue.certificate_from ? wanted : issue.now;
}

std::chrono::seconds pause_after(int waits) {
    constexpr std::chrono::seconds longest{300};
    return waits >= 9 ? longest : std::min(longest, std::chrono::seconds(1LL << std::max(waits, 1)));
}

}  // namespace aquacis::fiscal
