#include "field-app/till/commands.hpp"

#include <algorithm>

#include "field-app/core/use_cases/account_of.hpp"
#include "field-app/core/use_cases/cancel_payment.hpp"
#include "field-app/core/use_cases/close_session.hpp"
#include "field-app/core/use_cases/open_session.hpp"
#include "field-app/core/use_cases/reprint.hpp"
#include "field-app/core/use_cases/sign_in.hpp"
#include "field-app/core/use_cases/take_payment.hpp"
#include "field-app/viewmodels/paper.hpp"

namespace aquacis::office {
namespace {

using Json = nlohmann::json;

Json refused(const Refusal& refusal) {
    return {{"ok", false},
            {"code", refusal.code},
            {"field", refusal.field},
            {"message", refusal.message},
            {"remedy", refusal.remedy}};
}

Json malformed(const std::string& field, const std::string& message) {
    return refused({RefusalKind::invalid, "till.malformed", field, message,
                    "Vea la lista de órdenes en el README de aquacis-till."});
}

Money money_of(const Json& command, const char* name) { return Money::centavos(command.value(name, std::int64_t{0})); }

Json json_of(const Account& account) {
    Json debts = Json::array();
    for (const Debt& debt : account.debts)
        debts.push_back({{"invoice_id", debt.invoice.to_string()},
                         {"number", debt.number},
                         {"period", debt.period},
                         {"due_date", debt.due_date},
                         {"remaining_centavos", debt.remaining.centavos()},
                         {"pending_centavos", debt.pending.centavos()},
                         {"payable_centavos", debt.payable().centavos()}});
    return {{"ok", true},
            {"contract_number", account.contract.number},
            {"contract_id", account.contract.id.to_string()},
            {"customer_name", account.contract.customer_name},
            {"owed_centavos", account.owed.centavos()},
            {"credit_centavos", account.credit.centavos()},
            {"debts", debts}};
}

std::vector<Tender> tenders_of(const Json& command) {
    if (!command.contains("tenders")) return {{Method::cash, money_of(command, "received_centavos"), ""}};
    std::vector<Tender> tenders;
    for (const Json& line : command.at("tenders"))
        tenders.push_back({parse_method(line.at("method").get<std::string>()).value(),
                           money_of(line, "amount_centavos"), line.value("reference", std::string())});
    return tenders;
}

}  // namespace

const std::map<std::string, Commands::Handler, std::less<>> Commands::handlers_{
    {"sign_in", &Commands::sign_in}, {"open", &Commands::open},
    {"search", &Commands::search},   {"account", &Commands::account},
    {"pay", &Commands::pay},         {"close", &Commands::close},
    {"reprint", &Commands::reprint}, {"receipt_pdf", &Commands::receipt_pdf},
    {"link", &Commands::link},       {"sync_status", &Commands::sync_status},
    {"ledger", &Commands::ledger},   {"cancel", &Commands::cancel},
    {"quit", &Commands::quit}};

Commands::Commands(Office& office, Link& link, const sqlite::File& file)
    : office_(office), link_(link), searcher_(file) {}

Json Commands::answer(const std::string& line) {
    const Json command = Json::parse(line, nullptr, false);
    if (!command.is_object() || !command.contains("command"))
        return malformed("command", "Se espera un objeto JSON con \"command\".");
    const auto handler =
        handlers_.find(command.at("command").is_string() ? command.at("command").get<std::string>() : "");
    if (handler == handlers_.end()) return malformed("command", "No existe esa orden.");
    try {
        return (this->*handler->second)(command);
    } catch (const Json::exception& fault) {
        return malformed("", fault.what());
    } catch (const sqlite::Error& fault) {
        // Nothing was acknowledged; whether it is on disk the same payment_id will tell.
        return refused({RefusalKind::unavailable, "till.store", "", fault.what(), "Envíe la misma orden otra vez."});
    } catch (const std::bad_optional_access&) {
        return malformed("tenders", "La forma de pago debe ser cash, card, transfer o cheque.");
    }
}

Json Commands::sign_in(const Json& command) {
    const auto signed_in = office::sign_in(office_, {command.at("cashier_id"), command.at("pin")});
    if (!signed_in) return refused(signed_in.refusal());
    cashier_ = signed_in->cashier;
    session_ = signed_in->session;
    return {{"ok", true}, {"name", cashier_->name}, {"session_id", session_ ? Json(session_->id.to_string()) : Json()}};
}

Json Commands::open(const Json& command) {
    if (!cashier_) return malformed("command", "Primero sign_in.");
    const auto session = open_session(office_, {cashier_->id, money_of(command, "float_centavos")});
    if (!session) return refused(session.refusal());
    session_ = *session;
    link_.wake();
    return {{"ok", true}, {"session_id", session_->id.to_string()}, {"number", session_->number}};
}

Json Commands::search(const Json& command) {
    const SearchAnswer answer = searcher_.find(command.at("text"));
    Json hits = Json::array();
    for (const SearchHit& hit : answer.hits)
        hits.push_back({{"contract_number", hit.number},
                        {"customer_name", hit.customer_name},
                        {"place", hit.place},
                        {"owed_centavos", hit.owed.centavos()},
                        {"debts", hit.debts}});
    return {{"ok", true}, {"contracts", answer.contracts}, {"corrected", answer.corrected}, {"hits", hits}};
}

Json Commands::account(const Json& command) {
    const auto account = account_of(office_, command.at("contract_number").get<std::string>());
    return account ? json_of(*account) : refused(account.refusal());
}

Json Commands::pay(const Json& command) {
    const auto account = account_of(office_, command.at("contract_number").get<std::string>());
    if (!account) return refused(account.refusal());
    TakePayment request;
    request.payment = PaymentId(make_uuid_v7(office_.clock.now(), office_.random));
    if (command.contains("payment_id")) {
        const auto given = PaymentId::parse(command.at("payment_id").get<std::string>());
        if (!given) return malformed("payment_id", "payment_id debe ser un UUID.");
        request.payment = *given;
    }
    if (session_) request.session = session_->id;
    request.contract = account->contract.id;
    request.wish = {
        {}, money_of(command, "amount_centavos"), money_of(command, "advance_centavos"), tenders_of(command)};
    request.known_card_reference = true;  // a script has nobody to warn
    const auto taken = take_payment(office_, request);
    if (!taken) {
        Json answer = refused(taken.refusal());
        answer["payment_id"] = request.payment.to_string();
        if (const auto before = office_.store.payment(request.payment)) answer["folio"] = before->folio.text();
        return answer;
    }
    office_.store.set_print_state(taken->print_job.id, PrintState::sent);  // the answer is its paper
    link_.wake();
    Json applications = Json::array();
    for (const Application& part : taken->payment.applications)
        applications.push_back({{"invoice_id", part.invoice.to_string()}, {"amount_centavos", part.amount.centavos()}});
    return {{"ok", true},
            {"payment_id", taken->payment.id.to_string()},
            {"folio", taken->payment.folio.text()},
            {"amount_centavos", taken->payment.amount.centavos()},
            {"change_centavos", taken->change.centavos()},
            {"applications", applications}};
}

Json Commands::close(const Json& command) {
    if (!session_) return malformed("command", "No hay un turno abierto: primero open.");
    CloseSession request{session_->id, {}};
    for (const Json& line : command.at("counts"))
        request.counts.push_back({money_of(line, "denomination_centavos"), line.at("count").get<int>()});
    const auto closed = close_session(office_, request);
    if (!closed) return refused(closed.refusal());
    session_.reset();
    link_.wake();
    return {{"ok", true},
            {"counted_centavos", closed->counted.centavos()},
            {"expected_centavos", closed->expected.centavos()},
            {"difference_centavos", closed->difference.centavos()},
            {"payments", closed->payments}};
}

Json Commands::reprint(const Json& command) {
    const auto payment = payment_of_folio(office_, command.at("folio").get<std::string>());
    if (!payment) return refused(payment.refusal());
    const Reprint copy = office::reprint(office_, *payment);
    settle_print(office_, copy.print_job, PrintState::sent);
    link_.wake();
    return {{"ok", true}, {"folio", copy.receipt.folio}, {"copy", copy.print_job.copy_number}};
}

Json Commands::cancel(const Json& command) {
    const auto payment = payment_of_folio(office_, command.at("folio").get<std::string>());
    if (!payment) return refused(payment.refusal());
    const auto cancelled =
        cancel_payment(office_, {payment->id, command.at("reason"), command.at("authorized_by"), command.at("pin")});
    if (!cancelled) return refused(cancelled.refusal());
    link_.wake();
    return {{"ok", true}, {"folio", cancelled->folio}, {"amount_centavos", cancelled->amount.centavos()}};
}

Json Commands::receipt_pdf(const Json& command) {
    const auto payment = payment_of_folio(office_, command.at("folio").get<std::string>());
    if (!payment) return refused(payment.refusal());
    const std::string out = command.at("out");
    prepare_paper();
    write_pdf(receipt_lines(receipt_of(office_, *payment, command.value("copy", 0))), QString::fromStdString(out));
    return {{"ok", true}, {"out", out}};
}

Json Commands::link(const Json& command) {
    const std::string wanted = command.at("state");
    if (wanted != "online" && wanted != "offline") return malformed("state", "state debe ser online u offline.");
    if (wanted == "online") {
        if (!link_.can_connect()) return malformed("state", "La configuración no tiene sync.server.");
        link_.go_online();
    } else {
        link_.go_offline();
    }
    return {{"ok", true}, {"state", wanted}};
}

Json Commands::sync_status(const Json& /*command*/) {
    const sync::LinkState state = link_.state();
    Json attention = Json::array();
    constexpr int most_attention = 50;
    for (const auto& operation : office_.store.operations().attention(most_attention))
        attention.push_back(
            {{"seq", operation.seq}, {"type", operation.type}, {"code", operation.code}, {"reason", operation.reason}});
    return {{"ok", true},
            {"connected", state.connected},
            {"synchronized", state.synchronized},
            {"pending", office_.store.operations().pending_count()},
            {"undecided", office_.store.operations().undecided_count()},
            {"problem", state.problem},
            {"attention", attention}};
}

Json Commands::ledger(const Json& /*command*/) {
    const Ledger ledger = office_.store.ledger();
    const FolioBalance folios = office_.store.folio_balance();
    return {{"ok", true},
            {"payments", ledger.payments},
            {"sum_centavos", ledger.paid.centavos()},
            {"tendered_centavos", ledger.tendered.centavos()},
            {"applied_centavos", ledger.applied.centavos()},
            {"advanced_centavos", ledger.advanced.centavos()},
            {"sessions", ledger.sessions},
            {"cancelled", ledger.cancelled},
            {"folios_balance", folios.holds()}};
}

Json Commands::quit(const Json& /*command*/) {
    finished_ = true;
    return {{"ok", true}};
}

}  // namespace aquacis::office
