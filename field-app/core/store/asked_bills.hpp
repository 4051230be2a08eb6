#pragma once
// The older bills of a contract: asked of the server while there is a link, for the person who has one explained. What
// came is kept, the last few of it.

#include "base/id.hpp"
#include "sync/engine/agent.hpp"

namespace aquacis::office {

// The same question has the same key.
sync::Ask ask_for_bills_of(ContractId contract);
sync::Ask ask_for_bill(InvoiceId invoice);

inline constexpr int most_kept_bills = 200;  // and as many lists

// False: it is no answer to either. Inside the agent's transaction.
bool keep_asked_bills(sqlite::Database& database, const sync::Granted& granted);

}  // namespace aquacis::office
