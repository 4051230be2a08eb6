#include "field-app/core/domain/payment_plan.hpp"

#include <algorithm>

namespace aquacis::office {
namespace {

Refusal refuse(std::string code, std::string field, std::string message, std::string remedy) {
    return {RefusalKind::invalid, std::move(code), std::move(field), std::move(message), std::move(remedy)};
}

std::optional<Refusal> check_amounts(const PaymentWish& wish) {
    if (wish.to_debts.is_negative() || (wish.to_debts.is_zero() && wish.advance.is_zero()))
        return refuse("payments.amount_not_positive", "amount_centavos", "El importe a pagar debe ser mayor que cero.",
                      "Elija un recibo o escriba el importe.");
    if (wish.advance.is_negative())
        return refuse("payments.advance_negative", "advance_centavos", "El anticipo no puede ser negativo.",
                      "Escriba un anticipo mayor que cero o quítelo.");
    if (wish.received.empty() || wish.received.size() > most_tenders)
        return refuse("payments.tenders", "received_centavos", "Falta lo recibido, o son más de diez formas de pago.",
                      "Escriba lo que entrega el usuario.");
    return std::nullopt;
}

std::string what_to_write(Method method) {
    switch (method) {
        case Method::card:
            return "Escriba el número de autorización.";
        case Method::cheque:
            return "Escriba el número de cheque.";
        case Method::transfer:
        case Method::cash:
            break;
    }
    return "Escriba la clave de rastreo.";
}

std::optional<Refusal> check_tender(const Tender& tender) {
    if (!tender.amount.is_positive())
        return refuse("payments.received_not_positive", "received_centavos", "Lo recibido debe ser mayor que cero.",
                      "Escriba lo que entrega el usuario.");
    if (tender.amount > most_received)
        return refuse("payments.received_too_large", "received_centavos",
                      "Lo recibido pasa de " + most_received.display() + ".",
                      "Revise la cantidad; quizá se leyó un código de barras.");
    if (tender.method != Method::cash && tender.reference.empty())
        return refuse("payments.reference_missing", "reference",
                      "Falta la referencia de " + std::string(display_es(tender.method)) + ".",
                      what_to_write(tender.method));
    if (tender.reference.size() > 64)
        return refuse("payments.reference_too_long", "reference", "La referencia pasa de 64 caracteres.",
                      "Escríbala más corta.");
    return std::nullopt;
}

Refusal over_debt(const Account& account, Money over, Money owed) {
    if (account.later_debts > 0)
        return refuse("payments.amount_over_debt", "amount_centavos",
                      "Un cobro toma los " + std::to_string(account.debts.size()) + " adeudos más antiguos; quedan " +
                          std::to_string(account.later_debts) + ".",
                      "Cobre " + owed.display() + " y después, en otro cobro, lo que queda.");
    return refuse("payments.amount_over_debt", "amount_centavos",
                  "El importe pasa de lo que se debe por " + over.display() + ".",
                  "Cobre " + owed.display() + " o elija Anticipo para abonar el resto al próximo recibo.");
}

Refusal advance_before_debts(const Account& account) {
    return refuse("payments.advance_before_debts", "advance_centavos",
                  "Quedan " + std::to_string(account.later_debts) + " adeudos que este cobro no alcanza a nombrar.",
                  "Quite el anticipo y cóbrelos en otro cobro.");
}

// What is still owed afterwards, of the account whose debts are more than one payment names.
int count_left(const Account& account, const std::vector<Application>& applications) {
    if (account.later_debts == 0) return 0;
    const auto paid_whole = [&account](const Application& part) {
        return std::any_of(account.debts.begin(), account.debts.end(), [&part](const Debt& debt) {
            return debt.invoice == part.invoice && debt.payable() == part.amount;
        });
    };
    return account.later_debts + static_cast<int>(account.debts.size()) -
           static_cast<int>(std::count_if(applications.begin(), applications.end(), paid_whole));
}

Result<std::vector<Application>> apply(const Account& account, const PaymentWish& wish) {
    const auto chosen = [&wish](const Debt& debt) {
        return wish.invoices.empty() ||
               std::find(wish.invoices.begin(), wish.invoices.end(), debt.invoice) != wish.invoices.end();
    };
    if (static_cast<std::size_t>(std::count_if(account.debts.begin(), account.debts.end(), chosen)) <
        wish.invoices.size())
        return refuse("payments.invoice_not_owed", "invoice_ids", "Uno de los recibos elegidos ya no se debe.",
                      "Abra otra vez el contrato para ver lo que debe ahora.");
    std::vector<Application> applications;
    Money left = wish.to_debts;
    for (const Debt& debt : account.debts) {
        if (!chosen(debt) || left.is_zero()) continue;
        const Money part = std::min(left, debt.payable());
        applications.push_back({debt.invoice, account.contract.id, debt.number, debt.period, part, debt.due_date,
                                debt.total, debt.consumed_litres, debt.issued, debt.surcharge});
        left -= part;
    }
    if (left.is_positive()) return over_debt(account, left, wish.to_debts - left);
    return applications;
}

}  // namespace

Result<PaymentPlan> plan_payment(const Account& account, const PaymentWish& wish) {
    if (auto refusal = check_amounts(wish)) return *refusal;
    if (account.later_debts > 0 && wish.advance.is_positive()) return advance_before_debts(account);
    Money received;
    Money cash;
    for (const Tender& tender : wish.received) {
        if (auto refusal = check_tender(tender)) return *refusal;
        received += tender.amount;
        if (tender.method == Method::cash) cash += tender.amount;
    }
    auto applications = apply(account, wish);
    if (!applications) return applications.refusal();

    PaymentPlan plan;
    plan.amount = wish.to_debts + wish.advance;
    plan.advance = wish.advance;
    plan.change = received - plan.amount;
    if (plan.change.is_negative())
        return refuse("payments.received_insufficient", "received_centavos",
                      "Faltan " + (-plan.change).display() + " para cubrir " + plan.amount.display() + ".",
                      "Reciba el resto, o cobre otro importe (F4).");
    if (plan.change > cash)
        return refuse("payments.change_without_cash", "received_centavos",
                      "El cambio solo se da de lo recibido en efectivo.",
                      "Cobre con tarjeta, transferencia o cheque el importe exacto.");
    plan.tenders = wish.received;
    if (plan.change.is_positive()) plan.tenders.push_back({Method::cash, -plan.change, ""});
    plan.applications = std::move(applications).value();
    plan.debts_left = count_left(account, plan.applications);
    return plan;
}

std::vector<Money> likely_notes(Money due) {
    std::vector<Money> notes;
    for (const std::int64_t step : {5'000, 10'000, 50'000, 100'000}) {
        const Money note = Money::centavos((due.centavos() + step - 1) / step * step);
        if (note > due && std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
    }
    std::sort(notes.begin(), notes.end());
    if (notes.size() > 3) notes.resize(3);
    return notes;
}

}  // namespace aquacis::office
