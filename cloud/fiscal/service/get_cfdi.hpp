#pragma once
// A bill's tax document, and how it and a period's documents stand. A read of the document itself is logged before it
// leaves: it names a person.

#include <string>

#include "cloud/fiscal/service/context.hpp"

namespace aquacis::fiscal {

struct CfdiQuestion {
    std::string invoice_id;
    std::string purpose;  // at most 120 characters; empty: "cfdi" or "bill"
};

enum class ReadAs { xml, pdf };

Result<StoredCfdi> get_cfdi(const Context& context, const platform::Caller& caller, const CfdiQuestion& question,
                            ReadAs as);

struct StandingWithNotes {
    CfdiStanding standing;
    std::vector<CfdiNote> notes;
};
Result<StandingWithNotes> get_cfdi_standing(const Context& context, const platform::Caller& caller,
                                            const std::string& invoice_id);
Result<ProgressOfPeriod> get_progress(const Context& context, const platform::Caller& caller,
                                      const std::string& period);

Result<InvoiceId> parse_invoice(const std::string& invoice_id);

}  // namespace aquacis::fiscal
