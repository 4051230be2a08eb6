#include "field-app/core/search/searcher.hpp"

#include <algorithm>
#include <tuple>

#include "field-app/core/domain/account.hpp"
#include "field-app/core/domain/text.hpp"
#include "field-app/core/store/sql.hpp"

namespace aquacis::office {
namespace {

constexpr std::size_t few_hits = 3;        // fewer than this: allow for typing errors
constexpr std::size_t most_similar = 12;   // words that stand in for one mistyped word
constexpr std::size_t shortest_fuzzy = 4;  // letters
constexpr std::size_t two_errors_from = 8;

bool only_digits(const std::string& word) { return word.find_first_not_of("0123456789") == std::string::npos; }

std::string prefix_term(const std::string& word) { return "\"" + word + "\"*"; }

void add_new(std::vector<std::int64_t>& rows, std::int64_t row) {
    if (rows.size() < Searcher::most_hits && std::find(rows.begin(), rows.end(), row) == rows.end())
        rows.push_back(row);
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : std::string(separator)) + part;
    return text;
}

}  // namespace

Searcher::Searcher(const std::filesystem::path& file)
    : database_(file, {.read_only = true, .busy_timeout_ms = 2000, .cache_kib = 16384}) {}

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

void Searcher::by_digits(const std::string& query, Rows& rows) {
    const std::string key = digits_key(query);
    const std::string end = reversed(digits_of(query));
    const auto add = [&](std::string_view statement, const std::string& text) {
        if (text.empty()) return;
        for (auto row = database_.prepare(statement).bind(text); row.step();)
            add_new(rows, row.integer(0));
    };
    add(sql::search_number, key);
    add(sql::search_number_end, end);
    add(sql::search_meter, key);
    add(sql::search_meter_end, end);
}

void Searcher::by_words(const std::string& match, Rows& rows) {
    for (auto row = database_.prepare(sql::search_words).bind(match); row.step();)
        add_new(rows, row.integer(0));
}

std::vector<std::string> Searcher::similar(const std::string& word) const {
    const int limit = word.size() >= two_errors_from ? 2 : 1;
    std::vector<std::tuple<int, std::int64_t, std::string>> found;
    for (const Term& term : vocabulary_) {
        int distance = damerau_distance(word, term.text, limit);
        if (distance > limit && term.text.size() > word.size())
            distance = damerau_distance(word, std::string_view(term.text).substr(0, word.size()), limit - 1) + 1;
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

SearchHit Searcher::hit(std::int64_t row_number) {
    auto row = database_.prepare(sql::search_hit).bind(row_number);
    if (!row.step()) return {};
    Contract contract;
    contract.street = row.text(3);
    contract.street_number = row.text(4);
    contract.settlement = row.text(5);
    return {
        ContractId(row.uuid(0)),         row.text(1), row.text(2), contract.place(), contract.settlement, row.money(7),
        static_cast<int>(row.integer(8))};
}

SearchAnswer Searcher::find(const std::string& query) {
    refresh();
    SearchAnswer answer;
    answer.query = query;
    answer.contracts = contracts_;
    answer.words = words_of(query);
    if (answer.words.empty()) return answer;

    Rows rows;
    const bool digits = std::all_of(answer.words.begin(), answer.words.end(), only_digits);
    if (digits) {
        by_digits(query, rows);
    } else {
        for (const std::string& word : answer.words)  // "KAM 64107712"
            if (only_digits(word) && word.size() >= 5) by_digits(word, rows);
    }
    const std::size_t numbers = rows.size();
    if (rows.size() < most_hits) {
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
    for (const std::int64_t row : rows)
        answer.hits.push_back(hit(row));
    std::sort(answer.hits.begin() + static_cast<std::ptrdiff_t>(numbers), answer.hits.end(),
              [](const auto& a, const auto& b) {
                  return std::tie(a.settlement, a.place, a.customer_name) <
                         std::tie(b.settlement, b.place, b.customer_name);
              });
    return answer;
}

}  // namespace aquacis::office
