#include "cloud/fiscal/domain/cfdi.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace aquacis::fiscal {
namespace {

constexpr std::array<std::string_view, 5> names{"pending", "sealed", "stamped", "rejected", "unknown"};

}  // namespace

std::string_view name_of(CfdiState state) { return names.at(static_cast<std::size_t>(state)); }

CfdiState cfdi_state(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw std::invalid_argument("no state of a CFDI: " + std::string(name));
    return static_cast<CfdiState>(found - names.begin());
}

CfdiId cfdi_of(const InvoiceId& invoice) { return CfdiId(make_named_uuid(invoice.uuid(), "cfdi")); }

std::chrono::seconds pause_after(int tries) {
    constexpr std::chrono::seconds longest{300};
    return tries >= 9 ? longest : std::min(longest, std::chrono::seconds(1LL << std::max(tries, 1)));
}

}  // namespace aquacis::fiscal
