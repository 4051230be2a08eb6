// One-time codes and certificates through the service, in a real database.

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>

#include "aquacis/edge/v1/edge.pb.h"
#include "cloud/ingest/ingest.hpp"
#include "cloud/ingest/service/grpc.hpp"
#include "cloud/ingest/service/record_batches.hpp"
#include "tests/support/certificates/certificates.hpp"
#include "tests/support/event_log_database.hpp"
#include "tests/support/in_process.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::ingest {
namespace {

using namespace std::chrono_literals;

const AdministrationId queretaro{11}, san_juan{12};
const Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 2) + 18h;

std::string text_of(BIO* out) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

struct KeyAndRequest {
    std::string key;      // PEM
    std::string request;  // PEM
};
KeyAndRequest make_key_and_request(const char* curve = "P-256") {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen(curve), EVP_PKEY_free);
    const std::unique_ptr<X509_REQ, decltype(&X509_REQ_free)> request(X509_REQ_new(), X509_REQ_free);
    X509_REQ_set_pubkey(request.get(), key.get());
    X509_REQ_sign(request.get(), key.get(), EVP_sha256());
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> out(BIO_new(BIO_s_mem()), BIO_free_all),
        secret(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_X509_REQ(out.get(), request.get());
    PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {text_of(secret.get()), text_of(out.get())};
}

std::string make_request(const char* curve = "P-256") { return make_key_and_request(curve).request; }

std::string common_name(const std::string& pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                           BIO_free_all);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free);
    char name[128] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
    return name;
}

std::string hex_of(const ASN1_INTEGER* serial) {
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(ASN1_INTEGER_to_BN(serial, nullptr), BN_free);
    const std::unique_ptr<char, void (*)(char*)> hex(BN_bn2hex(number.get()), [](char* text) { OPENSSL_free(text); });
    return hex.get();
}

std::string serial_of(const std::string& pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                           BIO_free_all);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free);
    return hex_of(X509_get0_serialNumber(certificate.get()));
}

// The serials on a list, after its signature was checked.
std::set<std::string> revoked_on(const std::string& list_pem, const std::string& authority_pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> in(
        BIO_new_mem_buf(list_pem.data(), static_cast<int>(list_pem.size())), BIO_free_all);
    const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> list(
        PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr), X509_CRL_free);
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> ca(
        BIO_new_mem_buf(authority_pem.data(), static_cast<int>(authority_pem.size())), BIO_free_all);
    const std::unique_ptr<X509, decltype(&X509_free)> authority(PEM_read_bio_X509(ca.get(), nullptr, nullptr, nullptr),
                                                                X509_free);
    EXPECT_EQ(X509_CRL_verify(list.get(), X509_get0_pubkey(authority.get())), 1);
    std::set<std::string> serials;
    STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(list.get());
    for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i)
        serials.insert(hex_of(X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(entries, i))));
    return serials;
}

class RegistryTest : public ::testing::Test {
protected:
    RegistryTest()
        : database_("ingest", module().migrations),
          authority_({ca_.certificate(), ca_.key(), "ingest"}),
          registry_{database_.pool(), clock_, random_, &authority_, "ssl://broker:8883"},
          remote_{database_.pool(), clock_, random_, [this](const mqtt::Message& message) { return publish(message); }},
          service_({registry_, remote_, revocations_}, server_.guard()),
          stub_(v1::GatewayRegistry::NewStub(server_.serve({&service_}))) {}

    std::string invite(const std::string& gateway, AdministrationId administration = queretaro, int hours = 0) {
        v1::InviteGatewayRequest request;
        request.set_gateway_id(gateway);
        request.set_valid_hours(hours);
        v1::InviteGatewayResponse response;
        status_ = stub_->InviteGateway(server_.call(administration).get(), request, &response);
        return response.code();
    }
    // As the gateway sends it: without the half that names the authority. Nobody's token is asked for.
    v1::EnrollGatewayResponse enroll(const std::string& code, const std::string& request_pem) {
        v1::EnrollGatewayRequest request;
        request.set_code(code.size() > 19 ? code.substr(0, 19) : code);
        request.set_request_pem(request_pem);
        v1::EnrollGatewayResponse response;
        grpc::ClientContext nobody;
        status_ = stub_->EnrollGateway(&nobody, request, &response);
        return response;
    }
    std::string refused() const { return status_.ok() ? "" : platform::refusal_of(status_).code; }
    v1::ListGatewaysResponse list(AdministrationId administration = queretaro) {
        v1::ListGatewaysResponse response;
        status_ = stub_->ListGateways(server_.call(administration).get(), {}, &response);
        return response;
    }
    void revoke(const std::string& gateway, AdministrationId administration = queretaro) {
        v1::RevokeGatewayRequest request;
        request.set_gateway_id(gateway);
        v1::RevokeGatewayResponse response;
        status_ = stub_->RevokeGateway(server_.call(administration).get(), request, &response);
    }
    edge::v1::CertificateIssued renew(const std::string& gateway, const std::string& request_pem,
                                      AdministrationId administration = queretaro) {
        edge::v1::CertificateRequest request;
        request.set_request_pem(request_pem);
        edge::v1::CertificateIssued answer;
        answer.ParseFromString(
            answer_certificate_request(registry_, {administration, gateway}, request.SerializeAsString()));
        return answer;
    }
    std::string revocations() {
        grpc::ClientContext nobody;
        v1::GetRevocationListResponse response;
        status_ = stub_->GetRevocationList(&nobody, {}, &response);
        return response.revocations_pem();
    }
    bool publish(const mqtt::Message& message) {
        if (connected_) published_.push_back(message);
        return connected_;
    }
    std::int64_t configure(const v1::ConfigureGatewayRequest& request, AdministrationId administration = queretaro) {
        v1::ConfigureGatewayResponse response;
        status_ = stub_->ConfigureGateway(server_.call(administration).get(), request, &response);
        return response.version();
    }
    v1::GatewayCommand command(const std::string& kind, const std::string& meter = "", const std::string& valve = "",
                               int minutes = 0) {
        v1::CommandGatewayRequest request;
        request.set_gateway_id("QRO-GW-1");
        request.set_kind(kind);
        request.set_meter(meter);
        request.set_valve(valve);
        request.set_valid_minutes(minutes);
        v1::GatewayCommand made;
        status_ = stub_->CommandGateway(server_.call(queretaro).get(), request, &made);
        return made;
    }
    v1::GatewayCommand find(const std::string& command_id, AdministrationId administration = queretaro) {
        v1::GetGatewayCommandRequest request;
        request.set_command_id(command_id);
        v1::GatewayCommand found;
        status_ = stub_->GetGatewayCommand(server_.call(administration).get(), request, &found);
        return found;
    }
    v1::GetGatewayResponse look() {
        v1::GetGatewayRequest request;
        request.set_gateway_id("QRO-GW-1");
        v1::GetGatewayResponse found;
        status_ = stub_->GetGateway(server_.call(queretaro).get(), request, &found);
        return found;
    }
    std::size_t taken_from(const std::string& gateway) {
        Batch batch{{queretaro, gateway}, {}};
        batch.content.set_gateway_id(gateway);
        batch.content.set_batch_id(1);
        return record_batches({database_.pool(), log_.log(), clock_}, queretaro, {batch}).size();
    }

    ManualClock clock_{noon};
    RandomBits random_ = seeded_random(7);
    aquacis::test::Authority ca_;
    aquacis::test::ContextDatabase database_;
    aquacis::test::EventLogDatabase log_;
    aquacis::test::InProcess server_{clock_};
    DeviceAuthority authority_;
    Registry registry_;
    std::vector<mqtt::Message> published_;
    bool connected_ = true;
    Remote remote_;
    Revocations revocations_{registry_, {}};
    GatewayRegistryService service_;
    std::unique_ptr<v1::GatewayRegistry::Stub> stub_;
    grpc::Status status_;
};

TEST_F(RegistryTest, ACodeMakesAGatewayWhoseBatchesAreTaken) {
    const std::string code = invite("QRO-GW-1");
    ASSERT_EQ(code.size(), 39U) << status_.error_message();
    EXPECT_EQ(taken_from("QRO-GW-1"), 0U) << "an invited one is none yet";
    const auto answer = enroll(code, make_request());
    ASSERT_TRUE(status_.ok()) << status_.error_message();
    EXPECT_EQ(answer.gateway_id(), "QRO-GW-1");
    EXPECT_EQ(answer.administration(), 11);
    EXPECT_EQ(answer.server(), "ssl://broker:8883");
    EXPECT_EQ(answer.valid_until(), to_iso(noon + DeviceAuthority::validity));
    EXPECT_EQ(common_name(answer.certificate_pem()), "11.QRO-GW-1") << "the broker's rules go by it";
    EXPECT_EQ(taken_from("QRO-GW-1"), 1U);
    ASSERT_EQ(list().gateways_size(), 1);
    EXPECT_EQ(list().gateways(0).enrolled_at(), to_iso(noon));
    EXPECT_EQ(list(san_juan).gateways_size(), 0);
}

TEST_F(RegistryTest, ALostAnswerIsGivenAgainToTheSameKeyAndToNoOther) {
    const std::string code = invite("QRO-GW-1"), request = make_request();
    enroll(code, request);
    const auto again = enroll(code, request);
    EXPECT_TRUE(status_.ok());
    EXPECT_EQ(again.gateway_id(), "QRO-GW-1");
    enroll(code, make_request());
    EXPECT_EQ(refused(), "enrollment.used_code");
}

TEST_F(RegistryTest, AnExpiredCodeIsRefused) {
    const std::string code = invite("QRO-GW-1", queretaro, 2);
    clock_.advance(2h + 1s);
    enroll(code, make_request());
    EXPECT_EQ(refused(), "enrollment.expired_code");
    EXPECT_EQ(list().gateways_size(), 0);
}

TEST_F(RegistryTest, FiveWrongSecretsEndACodeAndNobodyLearnsWhichCodesThereAre) {
    const std::string code = invite("QRO-GW-1");
    std::string wrong = code;
    wrong[18] = wrong[18] == '7' ? '8' : '7';
    for (int i = 0; i < 5; ++i) {
        enroll(wrong, make_request());
        EXPECT_EQ(refused(), "enrollment.wrong_code");
    }
    enroll(code, make_request());
    EXPECT_EQ(refused(), "enrollment.wrong_code") << "the right one comes too late";
    enroll("ZZZZ-ZZZZ-ZZZZ-ZZZZ", make_request());
    EXPECT_EQ(refused(), "enrollment.wrong_code");
    enroll(invite("QRO-GW-1"), make_request());
    EXPECT_TRUE(status_.ok()) << "a new code counts anew";
}

TEST_F(RegistryTest, ANewCodeTakesTheOldOnesPlace) {
    const std::string old = invite("QRO-GW-1"), fresh = invite("QRO-GW-1");
    enroll(old, make_request());
    EXPECT_EQ(refused(), "enrollment.wrong_code");
    enroll(fresh, make_request());
    EXPECT_TRUE(status_.ok());
}

TEST_F(RegistryTest, ARevokedGatewayIsNotTakenUntilItEnrollsAgain) {
    enroll(invite("QRO-GW-1"), make_request());
    revoke("QRO-GW-1", san_juan);
    EXPECT_EQ(refused(), "gateway.unknown") << "another administration's";
    const std::string unused = invite("QRO-GW-1");
    revoke("QRO-GW-1");
    EXPECT_TRUE(status_.ok());
    EXPECT_EQ(taken_from("QRO-GW-1"), 0U);
    register_gateway({database_.pool(), log_.log(), clock_}, queretaro, "QRO-GW-1");
    EXPECT_EQ(taken_from("QRO-GW-1"), 0U) << "the settings file does not make it one again";
    EXPECT_FALSE(list().gateways(0).enabled());
    enroll(unused, make_request());
    EXPECT_EQ(refused(), "enrollment.wrong_code") << "a code of before went with it";
    enroll(invite("QRO-GW-1"), make_request());
    EXPECT_EQ(taken_from("QRO-GW-1"), 1U);
}

TEST_F(RegistryTest, AGatewayGetsItsNextCertificateByItsOldOne) {
    enroll(invite("QRO-GW-1"), make_request());
    clock_.advance(500 * 24h);
    const auto answer = renew("QRO-GW-1", make_request());
    EXPECT_EQ(answer.refused(), "");
    EXPECT_EQ(common_name(answer.certificate_pem()), "11.QRO-GW-1");
    EXPECT_EQ(list().gateways(0).certificate_until(), to_iso(noon + 500 * 24h + DeviceAuthority::validity));
    EXPECT_EQ(list().gateways(0).enrolled_at(), to_iso(noon));
}

TEST_F(RegistryTest, WhoIsNoGatewayOrAsksTooOftenGetsNoCertificate) {
    EXPECT_NE(renew("QRO-GW-1", make_request()).refused().find("gateway.not_enrolled"), std::string::npos);
    enroll(invite("QRO-GW-1"), make_request());
    EXPECT_NE(renew("QRO-GW-1", make_request(), san_juan).refused().find("gateway.not_enrolled"), std::string::npos)
        << "another's topic";
    EXPECT_NE(renew("QRO-GW-1", "no request").refused().find("enrollment.no_request"), std::string::npos);
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(renew("QRO-GW-1", make_request()).refused(), "");
    EXPECT_NE(renew("QRO-GW-1", make_request()).refused().find("gateway.too_many_certificates"), std::string::npos);
    clock_.advance(31 * 24h);
    EXPECT_EQ(renew("QRO-GW-1", make_request()).refused(), "");
    revoke("QRO-GW-1");
    EXPECT_NE(renew("QRO-GW-1", make_request()).refused().find("gateway.not_enrolled"), std::string::npos);
}

TEST_F(RegistryTest, EveryCertificateOfARevokedGatewayIsOnTheSignedList) {
    const auto first = enroll(invite("QRO-GW-1"), make_request());
    const auto other = enroll(invite("QRO-GW-2"), make_request());
    const auto second = renew("QRO-GW-1", make_request());
    EXPECT_EQ(revoked_on(revocations(), ca_.certificate()), std::set<std::string>{}) << "an empty list is one too";
    revoke("QRO-GW-1");
    const std::string list = revocations();
    EXPECT_EQ(revoked_on(list, ca_.certificate()),
              (std::set{serial_of(first.certificate_pem()), serial_of(second.certificate_pem())}));
    clock_.advance(1h);
    EXPECT_EQ(revocations(), list) << "signed when it changes, and once a day";
    clock_.advance(24h);
    EXPECT_NE(revocations(), list);
    const auto again = enroll(invite("QRO-GW-1"), make_request());
    EXPECT_EQ(revoked_on(revocations(), ca_.certificate()).count(serial_of(again.certificate_pem())), 0U);
    clock_.advance(3 * 365 * 24h);
    EXPECT_EQ(revoked_on(revocations(), ca_.certificate()), std::set<std::string>{})
        << "ended certificates need no list";
}

TEST_F(RegistryTest, OneNameIsOneGatewaysInTheWholeUtility) {
    enroll(invite("QRO-GW-1"), make_request());
    invite("QRO-GW-1", san_juan);
    EXPECT_EQ(refused(), "gateway.taken_id");
}

TEST_F(RegistryTest, TwoAdministrationsRaceForOneNameAndOneGetsIt) {
    const std::string first = invite("QRO-GW-1"), second = invite("QRO-GW-1", san_juan);
    enroll(first, make_request());
    ASSERT_TRUE(status_.ok());
    enroll(second, make_request());
    EXPECT_EQ(refused(), "gateway.taken_id");
    EXPECT_EQ(list(san_juan).gateways_size(), 0);
}

TEST_F(RegistryTest, WhatIsNoRequestIsRefusedAndCostsTheCodeNothing) {
    const std::string code = invite("QRO-GW-1");
    for (const auto& [request, refusal] :
         std::vector<std::pair<std::string, std::string>>{{"", "enrollment.no_request"},
                                                          {std::string(9'000, 'x'), "enrollment.request_too_large"},
                                                          {make_request("P-384"), "enrollment.wrong_key"}}) {
        for (int i = 0; i < 6; ++i)
            enroll(code, request);
        EXPECT_EQ(refused(), refusal);
    }
    enroll(code, make_request());
    EXPECT_TRUE(status_.ok());
}

TEST_F(RegistryTest, WrongWishesNameTheirField) {
    for (const char* name : {"", "GW/1", "GW+", "#", "GW 1", "ñ"}) {
        invite(name);
        EXPECT_EQ(platform::refusal_of(status_).field, "gateway_id") << name;
    }
    invite("QRO-GW-1", queretaro, 721);
    EXPECT_EQ(platform::refusal_of(status_).field, "valid_hours");
    v1::InviteGatewayResponse response;
    grpc::ClientContext nobody;
    EXPECT_EQ(stub_->InviteGateway(&nobody, {}, &response).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(RegistryTest, ADesiredStateGoesOutAndWhatTheGatewaySaysToItIsKept) {
    v1::ConfigureGatewayRequest wish;
    wish.set_gateway_id("QRO-GW-1");
    configure(wish);
    EXPECT_EQ(refused(), "gateway.unknown") << "invited is not enrolled";
    enroll(invite("QRO-GW-1"), make_request());
    wish.set_interval_minutes(15);
    wish.set_keys("secret");
    EXPECT_EQ(configure(wish), 1);
    EXPECT_EQ(configure(wish), 2);
    configure(wish, san_juan);
    EXPECT_EQ(refused(), "gateway.unknown");
    ASSERT_EQ(published_.size(), 2U);
    EXPECT_EQ(published_[1].topic, "aquacis/11.QRO-GW-1/twin/desired");
    EXPECT_TRUE(published_[1].retained) << "a gateway that is away gets it when it returns";
    edge::v1::TwinDesired sent;
    ASSERT_TRUE(sent.ParseFromString(published_[1].payload));
    EXPECT_EQ(sent.version(), 2U);
    EXPECT_EQ(sent.interval_minutes(), 15U);
    EXPECT_EQ(sent.keys(), "secret");

    edge::v1::TwinReported told;
    told.set_version(2);
    told.set_outcome(edge::v1::TWIN_OUTCOME_ROLLED_BACK);
    told.set_reason("the cloud was not reached with it");
    told.set_keys_in_use(7);
    note_report(remote_, {queretaro, "QRO-GW-1"}, told.SerializeAsString());
    told.set_version(1);
    told.set_outcome(edge::v1::TWIN_OUTCOME_APPLIED);
    note_report(remote_, {queretaro, "QRO-GW-1"}, told.SerializeAsString());
    note_report(remote_, {queretaro, "QRO-GW-1"}, "nonsense");
    note_report(remote_, {san_juan, "QRO-GW-1"}, told.SerializeAsString());
    const auto seen = look();
    EXPECT_EQ(seen.twin_version(), 2);
    EXPECT_EQ(seen.twin_reported_version(), 2) << "an older report that comes late changes nothing";
    EXPECT_EQ(seen.twin_outcome(), "rolled_back");
    EXPECT_EQ(seen.twin_reason(), "the cloud was not reached with it");
    EXPECT_EQ(seen.keys_in_use(), 7);
}

TEST_F(RegistryTest, ACommandIsAnsweredOnceAndByItsGatewayAlone) {
    enroll(invite("QRO-GW-1"), make_request());
    const auto made = command("valve", "SIE 00000001", "closed", 5);
    ASSERT_TRUE(status_.ok()) << status_.error_message();
    ASSERT_EQ(published_.size(), 1U);
    edge::v1::Command sent;
    ASSERT_TRUE(sent.ParseFromString(published_[0].payload));
    EXPECT_FALSE(published_[0].retained) << "a command is not said again to who comes later";
    EXPECT_EQ(sent.command_id(), made.command_id());
    EXPECT_EQ(sent.kind(), edge::v1::COMMAND_KIND_VALVE);
    EXPECT_EQ(sent.valve(), edge::v1::VALVE_POSITION_CLOSED);
    EXPECT_EQ(sent.expires_at_us(), to_microseconds(noon + 5min));

    edge::v1::CommandAnswer told;
    told.set_command_id(made.command_id());
    told.set_status("done");
    told.set_detail(std::string("the coil\0reads back", 19));
    note_answer(remote_, {queretaro, "QRO-GW-2"}, told.SerializeAsString());
    EXPECT_EQ(find(made.command_id()).status(), "") << "another gateway's word";
    note_answer(remote_, {queretaro, "QRO-GW-1"}, told.SerializeAsString());
    told.set_status("failed");
    note_answer(remote_, {queretaro, "QRO-GW-1"}, told.SerializeAsString());
    EXPECT_EQ(find(made.command_id()).status(), "done");
    EXPECT_EQ(find(made.command_id()).detail(), "the coil reads back");
    find(made.command_id(), san_juan);
    EXPECT_EQ(refused(), "command.unknown");
    EXPECT_EQ(look().commands(0).command_id(), made.command_id());
}

TEST_F(RegistryTest, WithoutABrokerNothingIsPromised) {
    enroll(invite("QRO-GW-1"), make_request());
    connected_ = false;
    command("restart");
    EXPECT_EQ(refused(), "gateway.not_sent");
    EXPECT_EQ(look().commands_size(), 0);
}

TEST_F(RegistryTest, WrongCommandsNameTheirField) {
    enroll(invite("QRO-GW-1"), make_request());
    const auto field = [&] { return platform::refusal_of(status_).field; };
    command("dance");
    EXPECT_EQ(field(), "kind");
    command("read_now", "KAM");
    EXPECT_EQ(field(), "meter");
    command("valve", "", "open");
    EXPECT_EQ(field(), "meter");
    command("valve", "SIE 00000001", "half");
    EXPECT_EQ(field(), "valve");
    command("restart", "", "", 10'081);
    EXPECT_EQ(field(), "valid_minutes");
    v1::CommandGatewayRequest update;
    update.set_gateway_id("QRO-GW-1");
    update.set_kind("update");
    v1::GatewayCommand made;
    const auto field_of_update = [&] {
        status_ = stub_->CommandGateway(server_.call(queretaro).get(), update, &made);
        return status_.ok() ? "" : field();
    };
    update.set_url("http://updates.utility.mx/edge.bundle");
    EXPECT_EQ(field_of_update(), "url");
    update.set_url("https://updates.utility.mx/edge.bundle");
    EXPECT_EQ(field_of_update(), "sha256");
    update.set_sha256(std::string(64, 'A'));
    EXPECT_EQ(field_of_update(), "sha256");
    EXPECT_TRUE(published_.empty());
    update.set_sha256(std::string(64, 'a'));
    EXPECT_EQ(field_of_update(), "");
    edge::v1::Command sent;
    ASSERT_EQ(published_.size(), 1U);
    ASSERT_TRUE(sent.ParseFromString(published_[0].payload));
    EXPECT_EQ(sent.url() + sent.sha256(), update.url() + update.sha256());
    published_.clear();
    v1::ConfigureGatewayRequest wish;
    wish.set_gateway_id("QRO-GW-1");
    wish.set_server("tcp://broker:1883");
    configure(wish);
    EXPECT_EQ(field(), "server");
    EXPECT_TRUE(published_.empty());
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(RegistryTest, ABrokerThatReadsTheListLetsTheRevokedOneInNoMore) {
    using aquacis::test::MosquittoServer;
    if (const auto missing = MosquittoServer::missing()) GTEST_SKIP() << "not installed: " << *missing;
    MosquittoServer broker;
    const DeviceAuthority authority({content_of(broker.ca()), content_of(broker.folder() / "ca.key"), "ingest"});
    const SystemClock now;  // the broker's
    const Registry registry{database_.pool(), now, random_, &authority, broker.url()};
    const auto folder = broker.folder();
    const platform::Caller office{"u-1", queretaro, {"*"}, ""};
    Revocations revocations(registry, folder / "list.pem");
    const auto enters = [&](const char* name) {
        mqtt::Settings settings;
        settings.server = broker.url();
        settings.client_id = std::string("11.") + name;
        settings.tls =
            mqtt::Tls{broker.ca(), folder / (std::string(name) + ".pem"), folder / (std::string(name) + ".key")};
        mqtt::Session session(
            std::move(settings), [](const mqtt::Message&) {}, [] {});
        return static_cast<bool>(session.connect());
    };
    for (const char* name : {"GW-1", "GW-2"}) {
        const auto made = make_key_and_request();
        const std::string code = invite_gateway(registry, office, {.gateway_id = name})->code;
        const auto enrolled = enroll_gateway(registry, {code.substr(0, 19), made.request});
        ASSERT_TRUE(enrolled);
        std::ofstream(folder / (std::string(name) + ".pem")) << enrolled->certificate.pem;
        std::ofstream(folder / (std::string(name) + ".key")) << made.key;
    }
    revocations.write();
    broker.use_revocations(content_of(folder / "list.pem"));
    EXPECT_TRUE(enters("GW-1"));
    ASSERT_TRUE(revoke_gateway(registry, office, "GW-1"));
    revocations.write();
    broker.use_revocations(content_of(folder / "list.pem"));
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (enters("GW-1") && std::chrono::steady_clock::now() < until) {
    }
    EXPECT_FALSE(enters("GW-1"));
    EXPECT_TRUE(enters("GW-2"));
}

TEST_F(RegistryTest, GatewaysAreToldOfTheOtherAuthoritiesToo) {
    aquacis::test::Authority next("the next authority");
    DeviceAuthority authority({ca_.certificate(), ca_.key(), "ingest"});
    EXPECT_EQ(authority.believed_pem(), authority.certificate_pem());
    const auto fault_of = [&](const std::string& file) -> std::string {
        try {
            DeviceAuthority({ca_.certificate(), ca_.key(), "ingest"}).believe_also(file);
        } catch (const ConfigError& fault) {
            return fault.what();
        }
        return "";
    };
    EXPECT_EQ(fault_of("no PEM"), "ingest.other_device_cas: the file holds no certificate in PEM");
    EXPECT_EQ(fault_of(next.certificate() + next.issue("QRO-GW-9").certificate),
              "ingest.other_device_cas: certificate 2 is not an authority's");
    std::string many;
    for (int i = 0; i <= DeviceAuthority::most_others; ++i)
        many += next.certificate();
    EXPECT_EQ(fault_of(many), "ingest.other_device_cas: too many certificates; at most 4");

    authority.believe_also(next.certificate());
    const Registry registry{database_.pool(), clock_, random_, &authority, "ssl://broker:8883"};
    const platform::Caller office{"u-1", queretaro, {"*"}, ""};
    const std::string code = invite_gateway(registry, office, {.gateway_id = "QRO-GW-77"})->code;
    ASSERT_TRUE(enroll_gateway(registry, {code.substr(0, 19), make_key_and_request().request}));
    edge::v1::CertificateRequest request;
    request.set_request_pem(make_key_and_request().request);
    edge::v1::CertificateIssued issued;
    ASSERT_TRUE(issued.ParseFromString(
        answer_certificate_request(registry, {queretaro, "QRO-GW-77"}, request.SerializeAsString())));
    EXPECT_EQ(issued.refused(), "");
    EXPECT_EQ(issued.authorities_pem(), authority.certificate_pem() + next.certificate());
}

TEST_F(RegistryTest, AnAuthorityOfAnotherKeyIsNotUsed) {
    const aquacis::test::Authority other;
    try {
        const DeviceAuthority wrong({ca_.certificate(), other.key(), "ingest"});
        FAIL();
    } catch (const ConfigError& fault) {
        EXPECT_NE(std::string(fault.what()).find("ingest.device_ca_key_file"), std::string::npos);
    }
}

}  // namespace
}  // namespace aquacis::ingest
