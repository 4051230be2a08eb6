#pragma once
// What becomes of a bill's tax document: pending → sealed → stamped, or rejected, or unknown until the PAC is asked
// again.

#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

namespace aquacis::fiscal {

enum class CfdiState { pending, sealed, stamped, rejected, unknown };

std::string_view name_of(CfdiState state);
CfdiState cfdi_state(std::string_view name);  // throws std::invalid_argument on a name that is none

// The same bill has the same tax document, however often it is announced.
CfdiId cfdi_of(const InvoiceId& invoice);

// SAT takes a document for stamping up to 72 hours after its Fecha; an hour is kept for the clock's and the PAC's sake.
inline constexpr std::chrono::hours stampable_for{71};

// 2 s, 4 s … 5 min after the 1st, 2nd … try.
std::chrono::seconds pause_after(int tries);

}  // namespace aquacis::fiscal
