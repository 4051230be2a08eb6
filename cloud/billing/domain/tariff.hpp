#pragma once
// A tariff version: what is charged, how each amount is calculated, and where it is rounded. Format: docs/tariffs.md.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/decimal.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace aquacis::billing {

enum class UseClass { domestic, commercial, industrial, public_service };
enum class LineKind { water, fixed, sewer, treatment, surcharge, adjustment };

std::string_view to_text(UseClass use);
std::string_view to_text(LineKind kind);
std::string_view to_text(Rounding mode);
std::optional<UseClass> parse_use_class(std::string_view text);
std::optional<LineKind> parse_line_kind(std::string_view text);
std::optional<Rounding> parse_rounding(std::string_view text);

struct RoundTo {
    int decimals = 2;
    Rounding mode = Rounding::half_up;
};

// Whose digits are dropped: each reading's, so that no litre is lost from month to month, or the consumption's.
enum class VolumeOf { register_reading, consumption };
struct VolumeRounding {
    VolumeOf of = VolumeOf::consumption;
    RoundTo to{3, Rounding::down};
};

// line: each line's tax is rounded alone. document: the tax of the sum of each rate, spread over its lines.
enum class TaxPoint { line, document };
struct TaxRounding {
    TaxPoint at = TaxPoint::document;
    Rounding mode = Rounding::half_up;
};

// To which block a volume belongs that equals the limit between two.
enum class LimitIn { lower, upper };
// What the excess of a block is counted from: the limit of the block below, or the block's own printed `from`.
enum class ExcessOver { limit, from };

struct Block {
    std::optional<Decimal> from;
    std::optional<Decimal> up_to;  // only the last block may lack it
    std::optional<Decimal> base;   // without it: what the blocks below cost when full
    Decimal rate;
};
struct MarginalBlocks {
    std::vector<Block> blocks;
    ExcessOver excess_over = ExcessOver::limit;
    LimitIn limit_in = LimitIn::lower;
};

struct Step {
    Decimal up_to;
    Decimal price;
};
struct PricedBlock {
    std::optional<Decimal> up_to;
    Decimal rate;
};
struct WholeConsumption {
    std::vector<Step> steps;
    std::vector<PricedBlock> blocks;
    LimitIn limit_in = LimitIn::lower;
};

struct ExactTable {
    std::vector<Decimal> prices;    // for 0, 1, 2 … m³
    std::optional<Decimal> beyond;  // for each m³ more than the table has
};

struct Flat {
    Decimal price;
};
struct Percentage {
    Decimal percent;
    std::vector<LineKind> of;
};
struct Minimum {
    Decimal price;
    std::vector<LineKind> of;
};

using Method = std::variant<Flat, MarginalBlocks, WholeConsumption, ExactTable, Percentage, Minimum>;

struct Charge {
    LineKind kind = LineKind::water;
    std::string description;
    Method method;
    Decimal tax_rate;
    std::optional<Date> from, until;  // both inclusive
};

struct Tariff {
    std::string code;
    std::uint32_t version = 0;
    std::string name;
    UseClass use_class = UseClass::domestic;
    Date valid_from;
    std::string legal_basis;
    std::optional<Decimal> uma;  // prices are factors of it; without it they are pesos
    VolumeRounding volume;
    std::optional<RoundTo> base_rounding, rate_rounding;
    RoundTo line_rounding;
    TaxRounding tax_rounding;
    std::vector<Charge> charges;

    std::string label() const { return code + "@" + std::to_string(version); }
};

inline constexpr std::size_t most_charges = 50;
inline constexpr std::size_t most_blocks = 200;
inline constexpr std::size_t most_table_rows = 2000;
inline constexpr int most_decimals = 6;  // of any number in a tariff

// IVA when the tariff does not say it: domestic supply 0 %, sewer, treatment and every other use 16 %. Nothing for what
// a tariff must say itself.
std::optional<Decimal> usual_tax_rate(UseClass use, LineKind kind);

// Refused with the field by its path in the document: "charges[2].blocks[1].up_to".
Result<> check(const Tariff& tariff);

}  // namespace aquacis::billing
