#include "cloud/payments/service/list_debt_payments.hpp"

namespace aquacis::payments {
namespace {

constexpr int most_listed = 10;

}  // namespace

Result<std::vector<DebtPayment>> list_debt_payments(const Context& context, const platform::Caller& caller,
                                                    const std::string& invoice_id) {
    const auto invoice = InvoiceId::parse(invoice_id);
    if (!invoice)
        return Refusal{RefusalKind::invalid, "payments.invoice_id", "invoice_id", "No es un identificador.",
                       "Use el del recibo."};
    return context.database.run(caller.administration,
                                [&](platform::Transaction& tx) -> Result<std::vector<DebtPayment>> {
                                    return list_debt_payments(tx, *invoice, most_listed);
                                });
}

}  // namespace aquacis::payments
