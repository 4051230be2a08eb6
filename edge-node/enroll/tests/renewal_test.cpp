// The next certificate: asked for in the last third, tried, and given up when the broker does not let it in.

#include "edge-node/enroll/renewal.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "aquacis/edge/v1/edge.pb.h"
#include "base/config/config.hpp"
#include "tests/support/certificates/certificates.hpp"

namespace aquacis::edge {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using aquacis::test::Authority;

// The test's certificates are good for a day before and a day after now: their last third begins in 8 hours.
class RenewalTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = fs::temp_directory_path() / "aquacis-renewal-XXXXXX";
        parent_ = ::mkdtemp(name.data());
        const DeviceKey key = folder().pending_key();
        folder().keep({"QRO-GW-1", 11, "ssl://broker:8883", authority_.sign(key.request_pem(), "11.QRO-GW-1"),
                       authority_.certificate()});
        first_ = present();
        renewal_.emplace(
            folder(), RenewalRules{},
            Renewal::Ways{[this](const std::string& bytes) { asked_.push_back(bytes); }, [this] { ++reconnected_; }});
    }
    void TearDown() override { fs::remove_all(parent_); }

    IdentityFolder folder() const { return IdentityFolder(parent_ / "identity"); }
    std::string present() const { return folder().read().certificate_pem; }
    Renewal::Moment at(std::chrono::milliseconds later, bool connected = true) const {
        return {connected, connected, SystemClock().now() + later, start_ + later};
    }
    std::string answer_to(const std::string& request_bytes, Authority& signer) const {
        v1::CertificateRequest request;
        EXPECT_TRUE(request.ParseFromString(request_bytes));
        v1::CertificateIssued issued;
        issued.set_certificate_pem(signer.sign(request.request_pem(), "11.QRO-GW-1"));
        return issued.SerializeAsString();
    }
    bool key_fits() const {
        std::ifstream in(parent_ / "identity/edge.key");
        const DeviceKey key = DeviceKey::from_pem({std::istreambuf_iterator<char>(in), {}});
        return why_not_usable(key, present(), authority_.certificate(), SystemClock().now()).empty();
    }

    Authority authority_;
    fs::path parent_;
    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::string first_;
    std::vector<std::string> asked_;
    int reconnected_ = 0;
    std::optional<Renewal> renewal_;
};

TEST_F(RenewalTest, AsksInTheLastThirdWhenConnectedOnceADay) {
    renewal_->tick(at(0h));
    EXPECT_TRUE(asked_.empty()) << "too early";
    renewal_->tick(at(9h, false));
    renewal_->tick({true, true, std::nullopt, start_ + 9h});
    EXPECT_TRUE(asked_.empty()) << "nobody hears it, or nobody knows the day";
    renewal_->tick(at(9h));
    renewal_->tick(at(10h));
    EXPECT_EQ(asked_.size(), 1U);
    renewal_->tick(at(34h));
    ASSERT_EQ(asked_.size(), 2U) << "the answer was lost";
}

TEST_F(RenewalTest, TheNewOneIsTriedAndKeptWithItsOwnKey) {
    renewal_->tick(at(9h));
    renewal_->on_issued(answer_to(asked_.at(0), authority_), at(9h));
    EXPECT_EQ(reconnected_, 1);
    EXPECT_TRUE(folder().on_trial());
    EXPECT_NE(present(), first_);
    renewal_->tick(at(9h + 10s, false));
    EXPECT_TRUE(folder().on_trial()) << "still connecting";
    renewal_->tick({true, false, SystemClock().now() + 9h, start_ + 9h + 15s});
    EXPECT_TRUE(folder().on_trial()) << "let in, and nothing more";
    renewal_->tick(at(9h + 20s));
    EXPECT_FALSE(folder().on_trial());
    EXPECT_NE(present(), first_);
    EXPECT_TRUE(key_fits());
    EXPECT_EQ(folder().read().server, "ssl://broker:8883");
    EXPECT_EQ(std::distance(fs::directory_iterator(parent_), {}), 1) << "nothing is left beside it";
}

TEST_F(RenewalTest, SomebodyMayWantItBeforeItIsDue) {
    renewal_->ask_soon();
    renewal_->tick(at(0h, false));
    EXPECT_TRUE(asked_.empty());
    renewal_->tick(at(1min));
    renewal_->tick(at(2min));
    EXPECT_EQ(asked_.size(), 1U) << "once";
    renewal_->ask_soon();
    renewal_->tick(at(3min));
    EXPECT_EQ(asked_.size(), 2U) << "and again when it is wanted again";
}

TEST_F(RenewalTest, AuthoritiesAreBelievedOnlyWhenTheyAreSomeAndOneOfThemSigned) {
    Authority next("the next authority");
    const auto issued_with = [&](const std::string& authorities) {
        renewal_->ask_soon();
        renewal_->tick(at(0h));
        v1::CertificateIssued issued;
        issued.ParseFromString(answer_to(asked_.back(), authority_));
        issued.set_authorities_pem(authorities);
        renewal_->on_issued(issued.SerializeAsString(), at(0h));
        return folder().on_trial();
    };
    EXPECT_FALSE(issued_with("no certificate"));
    EXPECT_FALSE(issued_with(next.certificate()));
    EXPECT_FALSE(issued_with(authority_.certificate() + next.issue("QRO-GW-2").certificate));
    EXPECT_FALSE(issued_with(authority_.certificate() + std::string(40'000, '\n')));
    EXPECT_EQ(folder().read().authority_pem, authority_.certificate());
    EXPECT_TRUE(issued_with(next.certificate() + authority_.certificate()));
    EXPECT_EQ(folder().read().authority_pem, next.certificate() + authority_.certificate());
    renewal_->tick(at(6min, false));
    EXPECT_EQ(folder().read().authority_pem, authority_.certificate()) << "the cloud was lost with them";
}

TEST_F(RenewalTest, TheOldOneComesBackWhenTheBrokerDoesNotLetTheNewOneIn) {
    renewal_->tick(at(9h));
    renewal_->on_issued(answer_to(asked_.at(0), authority_), at(9h));
    renewal_->tick(at(9h + 1min, false));
    renewal_->tick(at(9h + 6min, false));
    EXPECT_EQ(present(), first_);
    EXPECT_TRUE(key_fits());
    EXPECT_FALSE(folder().on_trial());
    EXPECT_EQ(reconnected_, 2) << "with the old one";
    renewal_->tick(at(10h));
    EXPECT_EQ(asked_.size(), 1U) << "not at once";
    renewal_->tick(at(34h));
    EXPECT_EQ(asked_.size(), 2U);
}

TEST_F(RenewalTest, ARestartWithinTheTrialGoesOnWithIt) {
    renewal_->tick(at(9h));
    renewal_->on_issued(answer_to(asked_.at(0), authority_), at(9h));
    renewal_.emplace(folder(), RenewalRules{}, Renewal::Ways{[](const std::string&) {}, [this] { ++reconnected_; }});
    renewal_->tick(at(9h, false));
    renewal_->tick(at(9h + 4min, false));
    EXPECT_TRUE(folder().on_trial());
    renewal_->tick(at(9h + 5min, false));
    EXPECT_EQ(present(), first_);
}

TEST_F(RenewalTest, WhatWasNotAskedForOrIsOfAnotherKeyOrAuthorityChangesNothing) {
    Authority stranger("another authority");
    v1::CertificateIssued foreign;
    foreign.set_certificate_pem(authority_.issue("11.QRO-GW-1").certificate);
    v1::CertificateIssued other_name;
    renewal_->on_issued(foreign.SerializeAsString(), at(9h));
    const auto on_day = [&](int day) {
        return Renewal::Moment{true, true, SystemClock().now() + 9h, start_ + day * 25h};
    };
    for (int day = 1; day <= 5; ++day) {
        renewal_->tick(on_day(day));
        ASSERT_EQ(asked_.size(), static_cast<std::size_t>(day));
        v1::CertificateRequest request;
        ASSERT_TRUE(request.ParseFromString(asked_.back()));
        other_name.set_certificate_pem(authority_.sign(request.request_pem(), "QRO-GW-2"));
        const std::string wrong[] = {other_name.SerializeAsString(), answer_to(asked_.back(), stranger),
                                     foreign.SerializeAsString(), "rubbish", ""};
        renewal_->on_issued(wrong[day - 1], on_day(day));
        renewal_->tick(on_day(day));
        EXPECT_EQ(present(), first_);
        EXPECT_FALSE(folder().on_trial());
    }
    EXPECT_EQ(reconnected_, 0);
}

TEST_F(RenewalTest, ARefusalIsToldAndAskedAgainTomorrow) {
    renewal_->tick(at(9h));
    v1::CertificateIssued refused;
    refused.set_refused("gateway.not_enrolled");
    renewal_->on_issued(refused.SerializeAsString(), at(9h));
    EXPECT_EQ(present(), first_);
    renewal_->tick(at(34h));
    EXPECT_EQ(asked_.size(), 2U);
}

// Whatever step the power fails at, what is left reads, and its key fits.
TEST_F(RenewalTest, ACopyOrAnExchangeCutShortLeavesAnIdentity) {
    fs::create_directories(parent_ / "identity.copy");
    std::ofstream(parent_ / "identity.copy/edge.key") << "half";
    renewal_->tick(at(9h));
    renewal_->on_issued(answer_to(asked_.at(0), authority_), at(9h));
    EXPECT_TRUE(key_fits());
    // Copied, and no further: the one before is the present one.
    folder().end_trial();
    fs::copy(parent_ / "identity", parent_ / "identity.before");
    const std::string now = present();
    renewal_.emplace(folder(), RenewalRules{}, Renewal::Ways{[](const std::string&) {}, [] {}});
    renewal_->tick(at(0h, false));
    renewal_->tick(at(6min, false));
    EXPECT_EQ(present(), now);
    EXPECT_TRUE(key_fits());
}

}  // namespace
}  // namespace aquacis::edge
