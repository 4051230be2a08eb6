#include "field-app/core/search/searcher.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <tuple>

#include "field-app/core/domain/account.hpp"
#include "field-app/core/store/sql.hpp"
#include "field-app/node/contract_code.hpp"
#include "field-app/node/text.hpp"

namespace aquacis::office {
namespace {

constexpr std::size_t few_hits = 3;        // fewer than this: allow for typing errors
constexpr std::size_t most_similar = 12;   // words that stand in for one mistyped word
constexpr std::size_t shortest_fuzzy = 4;  // letters
constexpr std::size_t two_errors_from = 8;
constexpr std::size_t shortest_meter = 5;
constexpr std::size_t shortest_folio = 6;
constexpr std::size_t longest_folio = 12;

// One state of the file for all that an answer reads: a copy of the contracts that came anew may take the place of the
// shown one meanwhile, and its rows have other numbers.
class Snapshot {
public:
    explicit Snapshot(sqlite::Database& database) : database_(database) {
        if (sqlite3_get_autocommit(database_.handle()) == 0) database_.execute("ROLLBACK");  // was interrupted
        database_.execute("BEGIN");
    }
    ~Snapshot() { sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr); }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    sqlite::Database& database_;
};

bool only_digits(const std::string& word) { return word.find_first_not_of("0123456789") == std::string::npos; }

std::string prefix_term(const std::string& word) { return "\"" + word + "\"*"; }

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : std::string(separator)) + part;
    return text;
}

// Words that are there whole, before those that only begin so; then as one walks: settlement, street, name.
void sort_by_place(SearchAnswer& answer, std::size_t from) {
    const auto missing = [&answer](const SearchHit& hit) {
        const std::string text = " " + field::fold(hit.customer_name + " " + hit.place) + " ";
        return std::count_if(answer.words.begin(), answer.words.end(), [&text](const std::string& word) {
            return text.find(" " + word + " ") == std::string::npos;
        });
    };
    std::sort(answer.hits.begin() + static_cast<std::ptrdiff_t>(from), answer.hits.end(),
              [&missing](const SearchHit& a, const SearchHit& b) {
                  return std::tuple(missing(a), a.settlement, a.place, a.customer_name) <
                         std::tuple(missing(b), b.settlement, b.place, b.customer_name);
              });
}

}  // namespace

Searcher::Searcher(const sqlite::File& file)
    : database_(file.path, {.read_only = true, .busy_timeout_ms = 2000, .cache_kib = 16384, .key = file.key}) {}

void Searcher::refresh() {
    std::int64_t version = 0;
    {
        auto row = database_.prepare(sql::data_version);
        row.step();
        version = row.integer(0);
    }
    if (version == data_version_) return;
    auto row = database_.prepare(sql::contract_count);
    row.step();
    contracts_ = row.integer(0);
    data_version_ = version;
}

void Searcher::add(std::string_view statement, const std::string& text, Rows& rows) {
    if (text.empty()) return;
    for (auto found = database_.prepare(statement).bind(text); found.step();) {
        const std::int64_t row = found.integer(0);
        const bool known = std::any_of(rows.begin(), rows.end(), [row](const Found& one) { return one.row == row; });
        if (rows.size() < most_hits && !known) rows.push_back({row, false});
    }
}

void Searcher::add_meters(std::string_view statement, const std::string& text, Rows& rows) {
    const std::size_t before = rows.size();
    add(statement, text, rows);
    for (std::size_t i = before; i < rows.size(); ++i)
        rows[i].by_meter = true;
}

AdministrationId Searcher::own_administration() {
    auto row = database_.prepare(sql::own_administration);
    return row.step() ? AdministrationId(static_cast<int>(row.integer(0))) : AdministrationId();
}

// Two administrations never give their bills one prefix.
bool Searcher::has_bill_of(const Rows& rows, const std::string& prefix) {
    if (prefix.empty() || rows.size() != 1) return false;
    return database_.prepare(sql::has_bill_of_prefix).bind(rows.front().row, prefix + "-").step();
}

// A contract's number written whole finds that contract, or nobody: not in the place of another administration's.
// Bare digits may be a meter's: that one stands beside it, and when neither is here the digits are the beginning or the
// end of something.
bool Searcher::by_whole_number(const std::string& query, SearchAnswer& answer, Rows& rows) {
    const auto code = field::contract_code_in(query);
    if (!code) return false;
    const bool names_another = code->administration.number() > 0 && code->administration != own_administration();
    if (!code->intact || names_another) {
        answer.useless = UselessCode{code->administration, !code->intact};
        return true;
    }
    add(sql::search_number_whole, field::reversed(code->digits), rows);
    if (rows.empty() && code->sure) add(sql::search_number_key, field::digits_key(code->digits), rows);
    if (!code->sure) add_meters(sql::search_meter_whole, field::reversed(code->digits), rows);
    answer.exact = !rows.empty();
    answer.name_unconfirmed = code->from_nameless_paper && !has_bill_of(rows, code->bill_prefix);
    if (!answer.exact && code->sure) answer.unknown = UnknownNumber{code->number(), !code->check_digit_right()};
    return answer.exact || code->sure;
}

// "QRO-C03-004512", as it stands on a receipt of this till.
bool Searcher::by_folio(const std::string& query, Rows& rows) {
    const std::size_t dash = query.rfind('-');
    if (dash == std::string::npos || dash == 0) return false;
    const std::string number = query.substr(dash + 1);
    if (number.size() < shortest_folio || number.size() > longest_folio || !only_digits(number)) return false;
    for (auto found =
             database_.prepare(sql::search_folio).bind(query.substr(0, dash), std::int64_t{std::stoll(number)});
         found.step();)
        rows.push_back({found.integer(0), false});
    return !rows.empty();
}

// Zeros in front are meant: what begins so comes first, and alone when it is there.
void Searcher::by_digits(const std::string& digits, Rows& rows) {
    const bool zeros = digits.starts_with('0');
    add(sql::search_number_literal, digits, rows);
    if (zeros && !rows.empty()) return;
    if (!zeros) add(sql::search_number, digits, rows);
    add(sql::search_number_end, field::reversed(digits), rows);
    by_meter(digits, rows);
}

void Searcher::by_meter(const std::string& digits, Rows& rows) {
    add_meters(sql::search_meter, field::digits_key(digits), rows);
    add_meters(sql::search_meter_end, field::reversed(digits), rows);
}

// "412", "6410 7712", "KAM 1000 2026": digits that stand together are one number.
void Searcher::by_numbers(const SearchAnswer& answer, Rows& rows) {
    const auto& words = answer.words;
    if (std::all_of(words.begin(), words.end(), only_digits)) return by_digits(joined(words, ""), rows);
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string digits;
        for (; i < words.size() && only_digits(words[i]); ++i)
            digits += words[i];
        if (digits.size() >= shortest_meter) by_meter(digits, rows);
    }
}

void Searcher::by_words(const std::string& match, Rows& rows) { add(sql::search_words, match, rows); }

std::vector<std::string> Searcher::similar(const std::string& word) const {
    const int limit = word.size() >= two_errors_from ? 2 : 1;
    std::vector<std::tuple<int, std::int64_t, std::string>> found;
    for (const Term& term : vocabulary_) {
        int distance = field::damerau_distance(word, term.text, limit);
        if (distance > limit && term.text.size() > word.size())
            distance = field::damerau_distance(word, std::string_view(term.text).substr(0, word.size()), limit - 1) + 1;
        if (distance <= limit) found.emplace_back(distance, -term.documents, term.text);
    }
    std::sort(found.begin(), found.end());
    if (found.size() > most_similar) found.resize(most_similar);
    std::vector<std::string> terms;
    for (const auto& [distance, documents, text] : found)
        terms.push_back(prefix_term(text));
    return terms;
}

void Searcher::by_similar_words(const std::vector<std::string>& words, Rows& rows) {
    // Making the vocabulary anew costs a pass over the index: done when a twentieth of the contracts has come or gone.
    const std::int64_t changed = std::abs(contracts_ - vocabulary_contracts_);
    if (vocabulary_contracts_ < 0 || changed * 20 > contracts_) {
        vocabulary_.clear();
        for (auto row = database_.prepare(sql::vocabulary); row.step();)
            if (!only_digits(row.text(0))) vocabulary_.push_back({row.text(0), row.integer(1)});
        vocabulary_contracts_ = contracts_;
    }
    std::vector<std::string> clauses;
    for (const std::string& word : words) {
        std::vector<std::string> terms{prefix_term(word)};
        if (word.size() >= shortest_fuzzy && !only_digits(word))
            for (auto& term : similar(word))
                terms.push_back(std::move(term));
        clauses.push_back("(" + joined(terms, " OR ") + ")");
    }
    by_words(joined(clauses, " AND "), rows);
}

SearchHit Searcher::hit(const Found& found) {
    SearchHit hit;
    {
        auto row = database_.prepare(sql::search_hit).bind(found.row);
        if (!row.step()) return hit;
        hit.contract = ContractId(row.uuid(0));
        hit.number = row.text(1);
        hit.customer_name = row.text(2);
        Contract contract;
        contract.street = row.text(3);
        contract.street_number = row.text(4);
        contract.settlement = row.text(5);
        hit.place = contract.place();
        hit.settlement = contract.settlement;
        if (found.by_meter) hit.meter = row.text(6);
    }
    auto owed = database_.prepare(sql::owed_now).bind(hit.contract.uuid());
    owed.step();
    hit.owed = owed.money(0);
    hit.debts = static_cast<int>(owed.integer(1));
    return hit;
}

SearchAnswer Searcher::find(const std::string& query) {
    const Snapshot snapshot(database_);
    refresh();
    SearchAnswer answer;
    answer.query = query;
    answer.contracts = contracts_;
    answer.words = field::words_of(query);
    if (answer.words.empty()) return answer;

    Rows rows;
    if (by_folio(query, rows) || by_whole_number(query, answer, rows)) {
        answer.exact = !rows.empty();
        for (const Found& row : rows)
            answer.hits.push_back(hit(row));
        return answer;
    }
    by_numbers(answer, rows);
    const bool digits = std::all_of(answer.words.begin(), answer.words.end(), only_digits);
    const bool zeros = digits && answer.words.front().starts_with('0');
    const std::size_t numbers = rows.size();
    if (rows.size() < most_hits && !(zeros && numbers > 0)) {
        std::vector<std::string> terms;
        for (const std::string& word : answer.words)
            terms.push_back(prefix_term(word));
        by_words(joined(terms, " AND "), rows);
    }
    if (rows.size() < few_hits && !digits) {
        const std::size_t before = rows.size();
        by_similar_words(answer.words, rows);
        answer.corrected = rows.size() > before;
    }
    for (const Found& row : rows)
        answer.hits.push_back(hit(row));
    sort_by_place(answer, numbers);
    return answer;
}

}  // namespace aquacis::office
