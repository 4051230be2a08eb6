#include "cloud/fiscal/service/retry_cfdis.hpp"

#include "cloud/fiscal/service/get_cfdi.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::fiscal {
namespace {

constexpr std::size_t most_retried = 500;

}  // namespace

Result<int> retry_cfdis(const Context& context, const platform::Caller& caller,
                        const std::vector<std::string>& invoice_ids) {
    if (auto count = platform::check_count("invoice_ids", invoice_ids.size(), most_retried); !count)
        return count.refusal();
    std::vector<InvoiceId> invoices;
    for (const std::string& text : invoice_ids) {
        const auto invoice = parse_invoice(text);
        if (!invoice) {
            Refusal refusal = invoice.refusal();
            refusal.field.clear();
            return platform::in_element("invoice_ids", invoices.size(), std::move(refusal));
        }
        invoices.push_back(*invoice);
    }
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<int> {
        return context.store.retry(tx, invoices, {caller.person(), caller.correlation_id, context.clock.now()});
    });
}

}  // namespace aquacis::fiscal
