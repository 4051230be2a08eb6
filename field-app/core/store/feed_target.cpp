#include "field-app/core/store/feed_target.hpp"

#include <stdexcept>

#include "aquacis/payments/v1/payments.pb.h"
#include "aquacis/sync/v1/feed.pb.h"
#include "base/log/log.hpp"
#include "field-app/core/store/asked_bills.hpp"
#include "field-app/core/store/feed_copies.hpp"
#include "field-app/core/store/sql.hpp"
#include "field-app/node/pin.hpp"
#include "field-app/node/text.hpp"

namespace aquacis::office {
namespace {

constexpr const char* folio_kind = "payments.folios";

Uuid parsed_id(const std::string& text, std::string_view what) {
    const auto id = Uuid::parse(text);
    if (!id) throw std::runtime_error("feed: a " + std::string(what) + " has an id that is not a UUID");
    return *id;
}

template <class Message>
Message parsed(const sync::FeedRow& row) {
    Message message;
    if (!message.ParseFromString(row.body))
        throw std::runtime_error("feed: a row of kind " + row.kind + " cannot be read");
    return message;
}

struct Words {
    std::int64_t row = 0;
    std::string name;
    std::string place;
    friend bool operator==(const Words&, const Words&) = default;
};

std::optional<Words> words_of_contract(Copy copy, const Uuid& id) {
    auto row = copy.prepare(sql::contract_row).bind(id);
    if (!row.step()) return std::nullopt;
    return Words{row.integer(0), fold(row.view(1)),
                 fold(row.text(2) + " " + row.text(3) + " " + row.text(4) + " " + row.text(5))};
}

void forget_words(Copy copy, const Words& words) {
    copy.prepare(sql::delete_words).bind(words.row, words.name, words.place).run();
}

void put_contract(Copy copy, const sync::FeedRow& feed_row) {
    const Uuid id = parsed_id(feed_row.id, "contract");
    const auto before = words_of_contract(copy, id);
    if (feed_row.body.empty()) {
        if (before) forget_words(copy, *before);
        copy.prepare(sql::delete_contract).bind(id).run();
        return;
    }
    const auto row = parsed<aquacis::sync::v1::ContractRow>(feed_row);
    const std::string digits = digits_of(row.number());
    const std::string meter = digits_of(row.meter_serial());
    copy.prepare(sql::insert_contract)
        .bind(id, row.number(), digits_key(row.number()), reversed(digits), row.customer_name(), row.street(),
              row.street_number(), row.settlement(), row.municipality(), row.zone_id(), row.use_class(),
              row.tariff_code(), row.meter_label(), row.meter_serial(), digits_key(meter), reversed(meter), row.state())
        .run();
    const auto after = words_of_contract(copy, id);
    if (before == after) return;
    if (before) forget_words(copy, *before);
    copy.prepare(sql::insert_words).bind(after->row, after->name, after->place).run();
}

void put_account(Copy copy, const sync::FeedRow& feed_row) {
    const Uuid id = parsed_id(feed_row.id, "account");
    copy.prepare(sql::delete_debts).bind(id).run();
    if (feed_row.body.empty()) {
        copy.prepare(sql::delete_account).bind(id).run();
        return;
    }
    const auto row = parsed<aquacis::sync::v1::AccountRow>(feed_row);
    copy.prepare(sql::put_account)
        .bind(id, row.account().credit_centavos(), static_cast<std::int64_t>(row.version()), row.as_of_us())
        .run();
    int position = 0;
    for (const auto& debt : row.account().debts())
        copy.prepare(sql::insert_debt)
            .bind(parsed_id(debt.invoice_id(), "debt"), id, ++position, debt.number(), debt.period(), debt.due_date(),
                  debt.total_centavos(), debt.remaining_centavos(), debt.consumed_litres(), debt.issued_centavos(),
                  debt.surcharge_centavos())
            .run();
}

// One row a contract. A server that was not made anew still has rows of single bills: their id is the bill's, and they
// have no months.
void put_invoice(Copy copy, const sync::FeedRow& feed_row) {
    const Uuid id = parsed_id(feed_row.id, "contract's bill");
    copy.prepare(sql::delete_bills).bind(id).run();
    copy.prepare(sql::delete_months).bind(id).run();
    if (feed_row.body.empty()) return;
    const auto row = parsed<aquacis::sync::v1::InvoiceRow>(feed_row);
    const Uuid contract = parsed_id(row.contract_id(), "contract");
    for (const auto& month : row.months())
        copy.prepare(sql::put_month).bind(contract, month.period(), month.litres()).run();
    if (row.invoice_id().empty()) return;  // the bill was reversed, and none has taken its place yet
    const std::span body(reinterpret_cast<const std::uint8_t*>(row.invoice().data()), row.invoice().size());
    copy.prepare(sql::put_invoice)
        .bind(parsed_id(row.invoice_id(), "bill"), contract, row.period(), row.consumed_litres(), body)
        .run();
}

void put_rows(Copy copy, std::span<const sync::FeedRow> rows) {
    for (const sync::FeedRow& row : rows) {
        if (row.kind == "contract")
            put_contract(copy, row);
        else if (row.kind == "account")
            put_account(copy, row);
        else if (row.kind == "invoice")
            put_invoice(copy, row);
        else  // a newer server may send kinds that this program does not show
            log::debug("feed.unknown_kind", {{"kind", row.kind}});
    }
}

}  // namespace

void OfficeFeedTarget::apply(sqlite::Database& database, std::span<const sync::FeedRow> rows) {
    put_rows(Copy::shown(database), rows);
}

void OfficeFeedTarget::apply_coming(sqlite::Database& database, std::span<const sync::FeedRow> rows) {
    put_rows(Copy::coming(database), rows);
}

void OfficeFeedTarget::staff(sqlite::Database& database, std::span<const sync::StaffMember> members) {
    const auto bytes = [](const std::string& text) {
        return std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    };
    database.prepare(sql::delete_cashiers).run();
    for (const sync::StaffMember& member : members)
        database.prepare(sql::put_cashier)
            .bind(member.id, member.name, bytes(member.pin_salt),
                  bytes(pin_verifier(member.pin_hash, options_.pin_key)), member.role)
            .run();
}

void OfficeFeedTarget::committed(sqlite::Database& database, std::uint64_t seen_seq) {
    database.prepare(sql::drop_seen_effects).bind(static_cast<std::int64_t>(seen_seq)).run();
    database.prepare(sql::drop_seen_cancellations).bind(static_cast<std::int64_t>(seen_seq)).run();
}

void OfficeFeedTarget::begin_anew(sqlite::Database& database) { begin_coming_copy(database); }

void OfficeFeedTarget::stand(sqlite::Database& database, std::uint64_t seen_seq) {
    stand_coming_copy(database);
    database.prepare(sql::unsee_effects).bind(static_cast<std::int64_t>(seen_seq)).run();
    database.prepare(sql::unsee_cancellations).bind(static_cast<std::int64_t>(seen_seq)).run();
}

bool OfficeFeedTarget::sweep(sqlite::Database& database) { return sweep_copies(database); }

// Bills that a person asked for are kept beside the folios; of folios only whole ranges of this till's own series.
void OfficeFeedTarget::granted(sqlite::Database& database, const sync::Granted& granted) {
    if (keep_asked_bills(database, granted)) return;
    if (granted.kind != folio_kind || !granted.problem.empty()) return;
    aquacis::payments::v1::FolioRange range;
    if (!range.ParseFromString(granted.body) || range.first() <= 0 || range.last() < range.first())
        throw std::runtime_error("sync: a folio range that is none");
    const bool is_own = range.series() == options_.series;
    {
        const std::lock_guard lock(mutex_);
        foreign_series_ = is_own ? std::string() : range.series();
    }
    // Another till may print these numbers: they are left alone, and a person finds out which settings are wrong.
    if (!is_own)
        return log::error("feed.folios_of_another_series", {{"granted", range.series()}, {"own", options_.series}});
    database.prepare(sql::add_folio_range).bind(range.series(), range.first(), range.last()).run();
}

std::string OfficeFeedTarget::problem() const {
    const std::lock_guard lock(mutex_);
    if (foreign_series_.empty()) return {};
    return "El servidor dio folios de la serie " + foreign_series_ + " y esta caja es de la serie " + options_.series +
           ": no se usan. Revise till.series en la configuración, avise a sistemas y vuelva a abrir la caja.";
}

// Those of earlier epochs too: what was charged under them may have to be sent again.
std::vector<sync::Granted> OfficeFeedTarget::held(sqlite::Database& database) {
    std::vector<sync::Granted> held;
    for (auto row = database.prepare(sql::held_folios).bind(options_.series); row.step();) {
        aquacis::payments::v1::FolioRange range;
        range.set_series(row.text(0));
        range.set_first(row.integer(1));
        range.set_last(row.integer(2));
        held.push_back({folio_kind, range.SerializeAsString()});
    }
    return held;
}

void OfficeFeedTarget::epoch_began(sqlite::Database& database, std::uint32_t) {
    database.prepare(sql::void_unused_folios).run();
    database.prepare(sql::end_folio_ranges).run();
}

std::optional<sync::Ask> OfficeFeedTarget::ask(sqlite::Database& database) {
    if (!problem().empty()) return std::nullopt;  // the answer would be the same until somebody mends the settings
    auto row = database.prepare(sql::folio_standing).bind(options_.series);
    row.step();
    const std::int64_t left = row.integer(0);
    const std::int64_t last = row.integer(1);
    const std::int64_t size = row.integer(2);
    if (size > 0 && left * 10 >= size * 3) return std::nullopt;
    aquacis::payments::v1::FolioAsk wanted;
    wanted.set_series(options_.series);
    wanted.set_count(options_.folio_batch);
    wanted.set_above(last);
    const std::string key = options_.series + "/e" + std::to_string(row.integer(3)) + "/after/" + std::to_string(last);
    return sync::Ask{folio_kind, key, wanted.SerializeAsString()};
}

}  // namespace aquacis::office
