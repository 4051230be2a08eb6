#include "field-app/node/text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace aquacis::field {
namespace {

constexpr std::size_t most_words = 8;

// U+00C0 to U+017F in UTF-8, the letters Spanish and its neighbours' names use, to their plain letter.
char plain_letter(unsigned char lead, unsigned char next) {
    const unsigned code = ((lead & 0x1FU) << 6U) | (next & 0x3FU);
    if (code < 0xC0 || code > 0xFF || code == 0xD7 || code == 0xF7) return ' ';
    static constexpr std::string_view table = "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";
    return table.at(code - 0xC0);
}

}  // namespace

std::string fold(std::string_view utf8) {
    std::string folded;
    folded.reserve(utf8.size());
    const auto put = [&folded](char c) {
        if (c != ' ' || (!folded.empty() && folded.back() != ' ')) folded.push_back(c);
    };
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto c = static_cast<unsigned char>(utf8[i]);
        if (c < 0x80) {
            if (c >= 'A' && c <= 'Z')
                put(static_cast<char>(c - 'A' + 'a'));
            else
                put((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? static_cast<char>(c) : ' ');
        } else if ((c & 0xE0U) == 0xC0 && i + 1 < utf8.size()) {
            put(plain_letter(c, static_cast<unsigned char>(utf8[++i])));
        } else {
            put(' ');
        }
    }
    if (!folded.empty() && folded.back() == ' ') folded.pop_back();
    return folded;
}

std::vector<std::string> words_of(std::string_view utf8) {
    const std::string folded = fold(utf8);
    std::vector<std::string> words;
    for (std::size_t at = 0; at < folded.size() && words.size() < most_words;) {
        const std::size_t end = std::min(folded.find(' ', at), folded.size());
        words.push_back(folded.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::string digits_of(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

std::string digits_key(std::string_view text) {
    const std::string digits = digits_of(text);
    const std::size_t first = digits.find_first_not_of('0');
    return first == std::string::npos ? std::string() : digits.substr(first);
}

std::string reversed(std::string_view text) { return {text.rbegin(), text.rend()}; }

int damerau_distance(std::string_view one, std::string_view other, int limit) {
    constexpr std::size_t longest = 40;
    if (one.size() > longest || other.size() > longest) return limit + 1;
    if (std::abs(static_cast<int>(one.size()) - static_cast<int>(other.size())) > limit) return limit + 1;
    std::array<std::array<int, longest + 1>, 3> rows{};
    for (std::size_t j = 0; j <= other.size(); ++j)
        rows[0].at(j) = static_cast<int>(j);
    for (std::size_t i = 1; i <= one.size(); ++i) {
        auto& row = rows.at(i % 3);
        const auto& above = rows.at((i + 2) % 3);
        const auto& two_above = rows.at((i + 1) % 3);
        row[0] = static_cast<int>(i);
        int least = row[0];
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const int substitution = above.at(j - 1) + (one[i - 1] == other[j - 1] ? 0 : 1);
            int cost = std::min({above.at(j) + 1, row.at(j - 1) + 1, substitution});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                cost = std::min(cost, two_above.at(j - 2) + 1);
            row.at(j) = cost;
            least = std::min(least, cost);
        }
        if (least > limit) return limit + 1;
    }
    return std::min(rows.at(one.size() % 3).at(other.size()), limit + 1);
}

}  // namespace aquacis::field
