// The context as its callers meet it: over a channel, through the guard.

#include <grpcpp/grpcpp.h>

#include "cloud/payments/service/grpc.hpp"
#include "cloud/payments/tests/payments_fixture.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/calls/guard.hpp"

namespace aquacis::payments {
namespace {

class Grpc : public PaymentsTest {
protected:
    Grpc() {
        grpc::ServerBuilder builder;
        builder.RegisterService(&service);
        server = builder.BuildAndStart();
        channels.set("payments", server->InProcessChannel({}));
        stub = v1::Payments::NewStub(channels.to("payments"));
    }
    ~Grpc() override { server->Shutdown(); }
    std::unique_ptr<grpc::ClientContext> call() const {
        return channels.call({"gateway", queretaro, "test"}, std::chrono::seconds(10));
    }

    platform::Guard guard{clock, nullptr, "a secret of this test"};
    PaymentsService service{context, guard};
    platform::Channels channels{"a secret of this test"};
    std::unique_ptr<grpc::Server> server;
    std::unique_ptr<v1::Payments::Stub> stub;
};

TEST_F(Grpc, PaysAndTellsTheAccount) {
    invoice(1, "2026-10", 61'341);
    v1::RegisterPaymentRequest request;
    request.set_contract_number(contract_number(1));
    request.set_amount_centavos(60'000);
    request.set_channel("portal");
    request.set_external_reference("web-1");
    v1::Payment payment;
    ASSERT_TRUE(stub->RegisterPayment(call().get(), request, &payment).ok());
    EXPECT_EQ(payment.applied_centavos(), 60'000);
    EXPECT_EQ(payment.applications(0).invoice_id(), invoice_id(1, "2026-10").to_string());
    v1::GetAccountRequest ask;
    ask.set_contract_number(contract_number(1));
    v1::Account account_message;
    ASSERT_TRUE(stub->GetAccount(call().get(), ask, &account_message).ok());
    EXPECT_EQ(account_message.owed_centavos(), 1'341);
    request.set_amount_centavos(0);
    const auto status = stub->RegisterPayment(call().get(), request, &payment);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(platform::refusal_of(status).field, "amount_centavos");
    EXPECT_FALSE(platform::refusal_of(status).remedy.empty());
}

TEST_F(Grpc, TwoReferencesThatDifferBehindANulAreNotOnePayment) {
    invoice(1, "2026-10", 61'341);
    v1::RegisterPaymentRequest request;
    request.set_contract_number(contract_number(1));
    request.set_amount_centavos(100);
    request.set_channel("portal");
    v1::Payment payment;
    for (const char* ending : {"one", "two"}) {
        request.set_external_reference(std::string("k") + '\0' + ending);
        const auto status = stub->RegisterPayment(call().get(), request, &payment);
        EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
        EXPECT_EQ(platform::refusal_of(status).field, "external_reference");
    }
    EXPECT_EQ(count("SELECT count(*) FROM payment"), 0);
}

TEST_F(Grpc, AppliesAnOperationAndNamesItInTheAnswer) {
    v1::ApplyRequest request;
    auto* given = request.mutable_operation();
    given->set_device_id(device.to_string());
    given->set_epoch(3);
    given->set_seq(9);
    given->set_type("payments.payment.take");
    given->set_version(1);
    given->set_administration_id(queretaro.number());
    given->set_body(taking("a", 1, {}, 500).SerializeAsString());
    sync::v1::Outcome outcome;
    ASSERT_TRUE(stub->Apply(call().get(), request, &outcome).ok());
    EXPECT_EQ(outcome.device_id(), device.to_string());
    EXPECT_EQ(outcome.epoch(), 3U);
    EXPECT_EQ(outcome.seq(), 9U);
    EXPECT_EQ(outcome.verdict(), sync::v1::VERDICT_MERGED);
    given->set_administration_id(amealco.number());
    EXPECT_EQ(platform::refusal_of(stub->Apply(call().get(), request, &outcome)).field, "operation.administration_id");
    given->set_device_id("x");
    EXPECT_EQ(platform::refusal_of(stub->Apply(call().get(), request, &outcome)).field, "operation.device_id");
}

TEST_F(Grpc, GrantsFoliosAndRegistersCashiers) {
    v1::GrantFoliosRequest request;
    request.set_device_id(device.to_string());
    request.set_series("QRO-C09");
    request.set_count(500);
    request.set_request_key("k");
    v1::FolioRange range;
    ASSERT_TRUE(stub->GrantFolios(call().get(), request, &range).ok());
    EXPECT_EQ(range.series(), "QRO-C09");
    EXPECT_EQ(range.last(), 500);
    v1::RegisterCashiersRequest people;
    auto* cashier = people.add_cashiers();
    cashier->mutable_cashier()->set_cashier_id("maria");
    cashier->mutable_cashier()->set_name("María");
    cashier->mutable_cashier()->set_role("cashier");
    cashier->mutable_cashier()->set_office("Centro");
    v1::RegisterCashiersResponse registered;
    for (const char* weak : {"4821", "48213", "123456", "777777", "987654", "48a193", "4821934821934"}) {
        cashier->set_pin(weak);
        EXPECT_EQ(platform::refusal_of(stub->RegisterCashiers(call().get(), people, &registered)).field,
                  "cashiers[0].pin")
            << weak;
    }
    cashier->set_pin("482193");
    ASSERT_TRUE(stub->RegisterCashiers(call().get(), people, &registered).ok());
    EXPECT_EQ(registered.registered(), 1);

    // Those of the office; another name keeps the PIN; who is deactivated is on no list.
    const auto people_of = [&](const std::string& office) {
        v1::ListCashiersRequest ask;
        ask.set_office(office);
        v1::ListCashiersResponse found;
        EXPECT_TRUE(stub->ListCashiers(call().get(), ask, &found).ok());
        return found;
    };
    const std::string hash = people_of("Centro").cashiers(0).pin_hash();
    EXPECT_EQ(hash.size(), 32U);
    EXPECT_EQ(people_of("Juriquilla").cashiers_size(), 0);
    cashier->clear_pin();
    cashier->mutable_cashier()->set_name("María Luisa");
    ASSERT_TRUE(stub->RegisterCashiers(call().get(), people, &registered).ok());
    EXPECT_EQ(people_of("Centro").cashiers(0).pin_hash(), hash);
    v1::DeactivateCashierRequest leaves;
    leaves.set_cashier_id("maria");
    v1::DeactivateCashierResponse left;
    ASSERT_TRUE(stub->DeactivateCashier(call().get(), leaves, &left).ok());
    EXPECT_EQ(people_of("Centro").cashiers_size(), 0);
    leaves.set_cashier_id("nobody");
    EXPECT_EQ(platform::refusal_of(stub->DeactivateCashier(call().get(), leaves, &left)).field, "cashier_id");
}

TEST_F(Grpc, SettlesSuspenseAndMovesASeriesInItsCallersName) {
    v1::MoneyRequest asked;
    v1::AssignSuspenseRequest assign;
    assign.set_payment_id(named<PaymentId>("none").to_string());
    assign.set_contract_number(contract_number(1));
    assign.set_reason("x");
    // A context is no person: only a token's owner asks and approves.
    EXPECT_EQ(platform::refusal_of(stub->AssignSuspense(call().get(), assign, &asked)).code, "payments.person_needed");
    v1::ApproveMoneyRequestRequest decide;
    EXPECT_EQ(platform::refusal_of(stub->ApproveMoneyRequest(call().get(), decide, &asked)).code,
              "payments.person_needed");
    v1::ListSuspenseResponse suspense;
    ASSERT_TRUE(stub->ListSuspense(call().get(), {}, &suspense).ok());
    EXPECT_EQ(suspense.suspense_size(), 0);
    ASSERT_TRUE(register_payment(context, caller(), {"99999-9", 700, "spei", "r1", "", {}}));
    ASSERT_TRUE(stub->ListSuspense(call().get(), {}, &suspense).ok());
    EXPECT_EQ(suspense.suspense(0).amount_centavos(), 700);
    EXPECT_EQ(suspense.suspense(0).reference(), "r1");
    v1::MoveSeriesRequest move;
    move.set_series("QRO-C03");
    move.set_device_id(named<DeviceId>("new machine").to_string());
    v1::MoveSeriesResponse moved;
    ASSERT_TRUE(stub->MoveSeries(call().get(), move, &moved).ok());
    EXPECT_TRUE(moved.moved());
}

TEST_F(Grpc, ACallWithoutASecretIsRefused) {
    grpc::ClientContext bare;
    v1::Account answer;
    EXPECT_EQ(stub->GetAccount(&bare, {}, &answer).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace aquacis::payments
