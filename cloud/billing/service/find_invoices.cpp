#include "cloud/billing/service/find_invoices.hpp"

#include "cloud/billing/store/contract_store.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::billing {
namespace {

// "2026-10/<invoice id>": the last of the page before.
Result<Done> read_token(const std::string& token, InvoicePage& page) {
    if (token.empty()) return Done{};
    const auto slash = std::min(token.find('/'), token.size());
    const auto period = Period::parse(token.substr(0, slash));
    const auto id = slash == token.size() ? std::nullopt : InvoiceId::parse(token.substr(slash + 1));
    if (!period || !id)
        return Refusal{RefusalKind::invalid, "billing.page_token", "page_token", "La página pedida no existe.",
                       "Use el next_page_token de la respuesta anterior, o déjelo vacío."};
    page.before_period = period->to_string();
    page.before = *id;
    return Done{};
}

}  // namespace

Result<InvoicesAnswer> list_invoices(const Context& context, const platform::Caller& caller,
                                     const InvoicesQuestion& question) {
    const auto size = platform::check_page_size(question.page_size, {.otherwise = 24, .most = 100});
    if (!size) return size.refusal();
    InvoicePage page;
    if (auto token = read_token(question.page_token, page); !token) return token.refusal();
    page.limit = *size + 1;  // one more says whether there is another page
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<InvoicesAnswer> {
        const auto contract = find_contract_id(tx, question.contract_number);
        if (!contract)
            return Refusal{RefusalKind::not_found, "billing.contract_not_found", "contract_number",
                           "No hay un contrato con ese número.", "Revise el número, como está en el recibo: 00412-7."};
        page.contract = *contract;
        auto keys = list_invoice_keys(tx, page);
        InvoicesAnswer answer;
        if (keys.size() > static_cast<std::size_t>(*size)) {
            keys.pop_back();
            answer.next_page_token = keys.back().period + "/" + keys.back().id.to_string();
        }
        std::vector<InvoiceId> ids;
        for (const InvoiceKey& key : keys)
            ids.push_back(key.id);
        answer.bills = find_bills(tx, ids);
        return answer;
    });
}

Result<std::vector<BillHead>> list_bills(const Context& context, const platform::Caller& caller,
                                         const std::string& contract_id) {
    constexpr int most = 60;
    const auto id = ContractId::parse(contract_id);
    if (!id)
        return Refusal{RefusalKind::invalid, "billing.contract_id", "contract_id", "No es un identificador.",
                       "Use el del contrato."};
    return context.database.run(caller.administration,
                                [&](platform::Transaction& tx) { return list_bill_heads(tx, *id, most); });
}

Result<Bill> get_invoice(const Context& context, const platform::Caller& caller, const std::string& invoice_id) {
    const auto id = InvoiceId::parse(invoice_id);
    if (!id)
        return Refusal{RefusalKind::invalid, "billing.invoice_id", "invoice_id", "No es un identificador.",
                       "Use el del recibo."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<Bill> {
        auto bills = find_bills(tx, {&*id, 1});
        if (!bills.empty()) return std::move(bills.front());
        return Refusal{RefusalKind::not_found, "billing.invoice_not_found", "invoice_id",
                       "Ese recibo no existe en esta administración.", "Revise el identificador."};
    });
}

}  // namespace aquacis::billing
