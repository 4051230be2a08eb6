#include "cloud/aquacisctl/register_generator.hpp"

#include <fmt/format.h>

#include <cassert>

#include "cloud/aquacisctl/register_identifiers.hpp"
#include "cloud/aquacisctl/register_words.hpp"

namespace aquacis::aquacisctl {
namespace {

constexpr int contracts_a_zone = 500;
constexpr int settlements_a_zone = 3;
constexpr std::uint64_t serial_step = 31'415'927;  // coprime with the span: serials do not repeat
constexpr std::uint64_t serial_span = 80'000'000;  // 10000000 to 89999999
constexpr std::uint64_t entry_step = 0x9E3779B97F4A7C15;
constexpr Uuid register_space{
    {0x3c, 0x52, 0x0d, 0x77, 0x1e, 0x9b, 0x84, 0x0a, 0xb1, 0x66, 0x02, 0xd3, 0x4f, 0x18, 0xc9, 0x25}};

struct Model {
    std::string_view manufacturer;
    std::uint32_t version;
    std::uint32_t device_type;
    std::string_view security;
    int share;  // of 100
};
// Those that edge-node has drivers for and whose security the simulator can speak.
constexpr std::array models{Model{"KAM", 0x1B, 0x16, "ell-ctr", 30}, Model{"SEN", 0x68, 0x07, "mode5", 20},
                            Model{"ZRI", 0x01, 0x16, "mode5", 12},   Model{"HYD", 0x24, 0x07, "mode5", 12},
                            Model{"DME", 0x70, 0x07, "mode5", 8},    Model{"ITW", 0x00, 0x07, "none", 10},
                            Model{"ELR", 0x0D, 0x07, "none", 8}};

enum Use { domestic = 1, commercial, industrial, public_service };
constexpr std::array<std::string_view, 5> tariffs{"", "DOM-MEDIO", "COM", "IND", "PUB"};

// One contract's chance: a stream of its own, so that it does not depend on how many there are. No two draws stand in
// one expression: compilers differ in which comes first.
class Chance {
public:
    Chance(const RegisterOrder& order, std::uint64_t stream)
        : random_(seeded_random(order.seed * entry_step +
                                static_cast<std::uint64_t>(order.administration.number()) * 1'000'003 + stream)) {}

    const RandomBits& bits() const { return random_; }
    std::int64_t between(std::int64_t least, std::int64_t most) const {
        return least + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most - least + 1));
    }
    bool percent(int share) const { return between(1, 100) <= share; }
    template <class List>
    const auto& one_of(const List& list) const {
        return list[random_() % list.size()];
    }

private:
    RandomBits random_;
};

std::string id_of(const RegisterOrder& order, std::string_view kind, int n) {
    return make_named_uuid(register_space,
                           fmt::format("{}/{}/{}/{}", order.seed, order.administration.number(), kind, n))
        .to_string();
}

Date day_between(const Chance& chance, int first_year, int last_year) {
    const std::chrono::year year(static_cast<int>(chance.between(first_year, last_year)));
    const std::chrono::month month(static_cast<unsigned>(chance.between(1, 12)));
    const std::chrono::day day(static_cast<unsigned>(chance.between(1, 28)));
    return year / month / day;
}

Person make_person(const Chance& chance) {
    const bool is_woman = chance.percent(52);
    return {std::string(is_woman ? chance.one_of(words::women) : chance.one_of(words::men)),
            std::string(chance.one_of(words::surnames)), std::string(chance.one_of(words::surnames)), is_woman,
            day_between(chance, 1940, 2006)};
}

Use choose_use(const Chance& chance) {
    const auto draw = chance.between(1, 1000);
    if (draw <= 900) return domestic;
    if (draw <= 975) return commercial;
    return draw <= 987 ? industrial : public_service;
}

void describe_person(const Chance& chance, customers::CustomerDraft& customer, const std::string& postal_code) {
    const Person person = make_person(chance);
    customer.name = person.full_name();
    customer.curp = curp_of(person);
    if (chance.percent(30)) {
        const bool has_business = chance.percent(40);
        customer.rfc = rfc_of(person, chance.bits());
        customer.tax_name = upper_plain(customer.name);
        customer.tax_regime = has_business ? "612" : "605";
        customer.cfdi_use = has_business ? "G03" : "S01";
        customer.tax_postal_code = postal_code;
    }
    if (chance.percent(60))
        customer.email = fmt::format("{}.{}{}@example.com", lower_ascii(person.given), lower_ascii(person.paternal),
                                     chance.between(1, 9999));
}

void describe_company(const Chance& chance, customers::CustomerDraft& customer, Use use,
                      const std::string& postal_code) {
    switch (use) {
        case commercial:
            customer.name = chance.one_of(words::shops);
            break;
        case industrial:
            customer.name = chance.one_of(words::industries);
            break;
        default:
            customer.name = chance.one_of(words::publics);
            break;
    }
    customer.name += ' ';
    switch (use) {
        case commercial:
            customer.name += chance.one_of(words::shop_names);
            break;
        case industrial:
            customer.name += fmt::format("del Bajío {}", chance.between(1, 99));
            break;
        default:
            customer.name += chance.one_of(words::public_names);
            break;
    }
    customer.rfc = rfc_of_company(customer.name, day_between(chance, 1975, 2022), chance.bits());
    customer.tax_name = upper_plain(customer.name);
    customer.tax_regime = use == public_service ? "603" : "601";
    customer.cfdi_use = "G03";
    customer.tax_postal_code = postal_code;
    customer.email = fmt::format("facturas{}@example.com", chance.between(1, 99'999));
}

std::string street_number(const Chance& chance) {
    if (chance.percent(3)) return "S/N";
    const std::string number = std::to_string(chance.between(1, 980));
    return chance.percent(15) ? number + " B" : number;
}

contracts::ContractDraft make_contract(const RegisterOrder& order, const Chance& chance, int n, Use use) {
    const auto zone = static_cast<std::size_t>(n / contracts_a_zone);
    const auto& settlement = words::settlements[(zone * settlements_a_zone +
                                                 static_cast<std::size_t>(chance.between(0, settlements_a_zone - 1))) %
                                                words::settlements.size()];
    return {.contract_id = id_of(order, "contract", n),
            .number = contracts::ContractNumber::of(static_cast<std::uint64_t>(n) + 1).text(),
            .customer_id = id_of(order, "customer", n),
            .service_point_id = id_of(order, "service_point", n),
            .street = std::string(chance.one_of(words::streets)),
            .street_number = street_number(chance),
            .settlement = std::string(settlement.name),
            .municipality = "Querétaro",
            .postal_code = std::string(settlement.postal_code),
            .zone_id = zone_of(n),
            .use_class = use,
            .tariff_code = std::string(tariffs.at(use)),
            .start_date = to_iso(add_days(order.start, -static_cast<int>(chance.between(30, 7000)))),
            .state = "active"};
}

customers::CustomerDraft make_customer(const Chance& chance, const contracts::ContractDraft& contract, Use use) {
    customers::CustomerDraft customer{.customer_id = contract.customer_id};
    if (use == domestic)
        describe_person(chance, customer, contract.postal_code);
    else
        describe_company(chance, customer, use, contract.postal_code);
    if (chance.percent(85)) customer.phone = fmt::format("442{:07}", chance.between(1'000'000, 9'999'999));
    customer.address_line = fmt::format("{} {}, {}", contract.street, contract.street_number, contract.settlement);
    return customer;
}

const Model& choose_model(const Chance& chance) {
    auto draw = chance.between(1, 100);
    for (const Model& model : models)
        if ((draw -= model.share) <= 0) return model;
    return models.front();
}

std::int64_t daily_litres(const Chance& chance, Use use) {
    switch (use) {
        case domestic: {
            const std::int64_t persons = chance.between(1, 6);
            return persons * chance.between(95, 165);
        }
        case commercial:
            return chance.between(250, 4'000);
        case industrial:
            return chance.between(4'000, 40'000);
        default:
            return chance.between(800, 9'000);
    }
}

// Houses use more water at the weekend; shops and schools close. Day 0 is the day of the start.
RadioMeter make_radio(const Chance& chance, const Model& model, Use use) {
    RadioMeter radio{.security = std::string(model.security),
                     .key = {},
                     .week_litres = {},
                     .leak_litres_per_day = 0,
                     .stopped_after_day = {}};
    std::string key = fmt::format("{:016x}", chance.bits()());
    key += fmt::format("{:016x}", chance.bits()());
    if (radio.security != "none") radio.key = key;
    const bool is_empty = use == domestic && chance.percent(4);
    const std::int64_t base = daily_litres(chance, use);
    for (std::size_t day = 0; day < radio.week_litres.size(); ++day) {
        const bool is_weekend = day >= 5;
        const std::int64_t share = is_weekend ? (use == domestic ? 125 : 20) : 100;
        radio.week_litres[day] = is_empty ? 0 : base * share / 100 * chance.between(85, 115) / 100;
    }
    if (!is_empty && chance.percent(3)) radio.leak_litres_per_day = chance.between(80, 900);
    if (!is_empty && chance.percent(2)) radio.stopped_after_day = static_cast<int>(chance.between(5, 40));
    return radio;
}

std::string serial_of(const RegisterOrder& order, int n) {
    const std::uint64_t place = (order.seed % serial_span + static_cast<std::uint64_t>(n) * serial_step) % serial_span;
    return std::to_string(10'000'000 + place);
}

RegisterEntry make_entry(const RegisterOrder& order, int n) {
    const Chance chance(order, static_cast<std::uint64_t>(n) + 1);
    const Use use = choose_use(chance);
    RegisterEntry entry;
    entry.contract = make_contract(order, chance, n, use);
    entry.customer = make_customer(chance, entry.contract, use);
    const Model& model = choose_model(chance);
    entry.meter = {.meter_id = id_of(order, "meter", n),
                   .contract_id = entry.contract.contract_id,
                   .zone_id = entry.contract.zone_id,
                   .installed_on = to_iso(order.start),
                   .identity = {std::string(model.manufacturer), serial_of(order, n), model.version, model.device_type},
                   .initial_litres = chance.between(10'000, 4'000'000),
                   .permanent_flow_litres_h = use == industrial ? 25'000
                                              : use == domestic ? 2'500
                                                                : 6'300};
    entry.radio = make_radio(chance, model, use);
    return entry;
}

std::vector<CashierEntry> make_cashiers(const RegisterOrder& order) {
    const Chance chance(order, 0);
    std::vector<CashierEntry> cashiers;
    for (int n = 0; n < 4; ++n) {
        CashierEntry cashier{
            .id = id_of(order, "cashier", n),
            .name = make_person(chance).full_name(),
            .pin = fmt::format("{:03}{:03}", 2 * n + 100 * chance.between(1, 8) + 1, chance.between(100, 999)),
            .role = n == 3 ? "supervisor" : "cashier"};
        cashiers.push_back(std::move(cashier));
    }
    return cashiers;
}

}  // namespace

std::string zone_of(int contract) {
    const int zone = contract / contracts_a_zone + 1;
    return fmt::format("{}-{}", 14 + zone / 4, static_cast<char>('A' + zone % 4));
}

Register generate_register(const RegisterOrder& order) {
    assert(order.contracts >= 1 && order.contracts <= 1'000'000);
    Register made;
    made.entries.reserve(static_cast<std::size_t>(order.contracts));
    for (int n = 0; n < order.contracts; ++n)
        made.entries.push_back(make_entry(order, n));
    made.cashiers = make_cashiers(order);
    return made;
}

}  // namespace aquacis::aquacisctl
