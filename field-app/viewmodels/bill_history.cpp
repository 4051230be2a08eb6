#include "field-app/viewmodels/bill_history.hpp"

#include <algorithm>

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/billing/v1/till.pb.h"
#include "field-app/core/store/asked_bills.hpp"
#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {

namespace billing = aquacis::billing::v1;

BillHistory::BillHistory(Workplace& place, Explanation& explanation, QObject* parent)
    : BillHistory(place, explanation,
                  {[&place] { return place.link.state().connected; },
                   [&place](sync::Ask wish) { place.link.want(std::move(wish)); }},
                  parent) {}

BillHistory::BillHistory(Workplace& place, Explanation& explanation, Server server, QObject* parent)
    : QObject(parent), place_(place), explanation_(explanation), server_(std::move(server)) {
    patience_.setSingleShot(true);
    patience_.setInterval(patience_ms);
    connect(&patience_, &QTimer::timeout, this,
            [this] { end_waiting(tr("El servidor no contestó. Elija el recibo otra vez.")); });
}

QVariantList BillHistory::bills() const {
    QVariantList list;
    for (const Row& row : rows_) {
        const bool is_asked = waiting_ == Waiting::for_bill && row.id == wanted_;
        list.push_back(QVariantMap{{QStringLiteral("period"), month_and_year(row.period)},
                                   {QStringLiteral("amount"), words(row.total)},
                                   {QStringLiteral("note"), row.is_reversed ? tr("cancelado") : QString()},
                                   {QStringLiteral("state"), row.id == shown_ ? QStringLiteral("shown")
                                                             : is_asked       ? QStringLiteral("asked")
                                                                              : QString()}});
    }
    return list;
}

int BillHistory::row_of(InvoiceId invoice) const {
    const auto at = std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) { return row.id == invoice; });
    return at == rows_.end() ? -1 : static_cast<int>(at - rows_.begin());
}

// The list as the server last gave it, and before it the newest bill when that came since.
void BillHistory::read_list() {
    rows_.clear();
    list_number_ = 0;
    billing::BillList list;
    if (const auto given = place_.store.bill_list(contract_)) {
        list.ParseFromString(given->body);
        list_number_ = given->number;
    }
    for (const auto& bill : list.bills())
        if (const auto id = InvoiceId::parse(bill.invoice_id()))
            rows_.push_back({*id, bill.period(), Money::centavos(bill.total_centavos()), bill.state() == "reversed"});
    billing::Invoice newest;
    const auto id = place_.store.latest_invoice(contract_);
    const auto body = id ? place_.store.invoice_body(*id) : std::nullopt;
    if (!body || row_of(*id) >= 0 || !newest.ParseFromString(*body)) return;
    rows_.insert(rows_.begin(), {*id, newest.period(), Money::centavos(newest.total_centavos()), false});
}

bool BillHistory::open(const QString& contract, const QString& newest) {
    const auto contract_id = ContractId::parse(contract.toStdString());
    const auto invoice = InvoiceId::parse(newest.toStdString());
    if (!contract_id || !invoice || !explanation_.show(newest)) return false;
    contract_ = *contract_id;
    shown_ = *invoice;
    read_list();
    if (server_.is_there())
        ask(Waiting::for_list, ask_for_bills_of(contract_), tr("Pidiendo la lista de recibos anteriores…"));
    else
        end_waiting(tr("Sin enlace. Los recibos anteriores que no están aquí se ven cuando lo haya."));
    return true;
}

void BillHistory::choose(int row) {
    if (row < 0 || row >= static_cast<int>(rows_.size())) return;
    const Row& chosen = rows_[static_cast<std::size_t>(row)];
    const QString period = month_and_year(chosen.period);
    if (is_here(chosen.id)) return show(chosen.id);
    wanted_ = chosen.id;
    if (server_.is_there())
        return ask(Waiting::for_bill, ask_for_bill(chosen.id), tr("Pidiendo el recibo de %1…").arg(period));
    end_waiting(tr("Sin enlace: el recibo de %1 no está en esta caja. Elíjalo otra vez cuando lo haya.").arg(period));
}

// One that was reversed since it was kept is asked for again: it must not be taken for one that is owed.
bool BillHistory::is_here(InvoiceId invoice) const {
    billing::Invoice bill;
    const auto body = place_.store.invoice_body(invoice);
    if (!body || !bill.ParseFromString(*body)) return false;
    const int row = row_of(invoice);
    return row < 0 || !rows_[static_cast<std::size_t>(row)].is_reversed || bill.state() == "reversed";
}

void BillHistory::show(InvoiceId invoice) {
    if (explanation_.show(words(invoice.to_string()))) shown_ = invoice;
    end_waiting({});
}

// From the one that is being asked for: a second key press goes one further.
void BillHistory::step(int by) {
    const int from = row_of(waiting_ == Waiting::for_bill ? wanted_ : shown_);
    if (from >= 0) choose(std::clamp(from + by, 0, static_cast<int>(rows_.size()) - 1));
}

void BillHistory::ask(Waiting what, sync::Ask wish, const QString& saying) {
    waiting_ = what;
    key_ = wish.key;
    const auto before = place_.store.bill_refusal(key_);
    refusal_number_ = before ? before->number : 0;
    text_ = saying;
    patience_.start();
    server_.ask(std::move(wish));
    Q_EMIT changed();
}

void BillHistory::end_waiting(const QString& saying) {
    waiting_ = Waiting::nothing;
    patience_.stop();
    text_ = saying;
    Q_EMIT changed();
}

bool BillHistory::refused() {
    const auto refusal = place_.store.bill_refusal(key_);
    if (!refusal || refusal->number <= refusal_number_) return false;
    end_waiting(words(refusal->body));
    return true;
}

void BillHistory::refresh() {
    const auto given = place_.store.bill_list(contract_);
    if (given && given->number != list_number_) {
        read_list();
        if (waiting_ == Waiting::for_list) return end_waiting({});
        Q_EMIT changed();
    }
    if (waiting_ == Waiting::nothing || refused()) return;
    if (waiting_ == Waiting::for_bill && is_here(wanted_)) return show(wanted_);
    if (!server_.is_there())
        end_waiting(tr("Se perdió el enlace con el servidor. Elija el recibo otra vez cuando lo haya."));
}

}  // namespace aquacis::office
