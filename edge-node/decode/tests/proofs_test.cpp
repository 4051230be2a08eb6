// Each driver file's own telegrams, decoded as the file says; and each driver that has none, by name.

#include <set>

#include "edge-node/decode/driver.hpp"
#include "edge-node/decode/tests/support.hpp"
#include "edge-node/drivers/embedded.hpp"

namespace aquacis::edge {
namespace {

// Known by their manufacturer, version and type alone: no telegram with a reading was at hand.
const std::set<std::string> without_proof{"actislink.toml", "wehrle_modularis.toml", "zenner_c5.toml"};

void expect_same(const std::string& what, const std::optional<std::string>& wanted,
                 const std::optional<std::string>& have) {
    if (wanted) {
        EXPECT_EQ(have.value_or("none"), *wanted) << what;
    }
}

void prove(const Driver& driver, const Proof& proof, const std::string& name) {
    test::Bench bench;
    Decoded decoded;
    for (const Bytes& telegram : proof.telegrams)
        decoded = bench.decoder.decode(telegram, proof.key ? &*proof.key : nullptr);
    ASSERT_EQ(decoded.outcome, Outcome::decoded) << name << ": " << decoded.error->message;
    const Telegram& telegram = decoded.telegram;
    EXPECT_EQ(telegram.driver, driver.name) << name;
    ASSERT_TRUE(proof.volume_m3 || proof.target_volume_m3) << name << ": a proof without a volume proves little";
    expect_same(name + " volume_m3", proof.volume_m3, test::text_of(telegram.volume_m3));
    expect_same(name + " target_volume_m3", proof.target_volume_m3, test::text_of(telegram.target_volume_m3));
    expect_same(name + " target_date", proof.target_date, telegram.target_date);
    expect_same(name + " date_time", proof.date_time, telegram.date_time);
    if (proof.status) {
        EXPECT_EQ(telegram.status, *proof.status) << name;
    }
}

TEST(proofs, every_driver_says_what_its_telegrams_say) {
    std::set<std::string> unproven;
    for (const auto& file : embedded::meter_drivers) {
        const std::string name(file.name);
        const Driver driver = parse_driver(file.text, name);
        const std::vector<Proof> proofs = parse_proofs(file.text, name);
        if (proofs.empty()) unproven.insert(name);
        for (std::size_t i = 0; i < proofs.size(); ++i)
            prove(driver, proofs[i], name + " proof " + std::to_string(i + 1));
    }
    EXPECT_EQ(unproven, without_proof);
}

std::string refusal_of(std::string_view toml) {
    try {
        parse_proofs(toml, "broken.toml");
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "accepted";
}

TEST(proofs, a_wrong_one_is_refused_by_name) {
    EXPECT_EQ(refusal_of("[[proof]]\ntelegram = \"00\"\n"), "broken.toml: proof: source is missing");
    EXPECT_EQ(refusal_of("[[proof]]\nsource = \"x\"\ntelegram = \"0\"\n"),
              "broken.toml: proof: telegram is missing or not hexadecimal");
    EXPECT_EQ(refusal_of("[[proof]]\nsource = \"x\"\ntelegram = \"00\"\nkey = \"12\"\n"),
              "broken.toml: proof: key must be 32 hexadecimal digits");
}

}  // namespace
}  // namespace aquacis::edge
