// The call to payments: whom it serves is known there.

#include "cloud/billing/service/debt_payments.hpp"

#include <gtest/gtest.h>

#include "aquacis/payments/v1/payments.grpc.pb.h"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::billing {
namespace {

class FakePayments final : public payments::v1::Payments::Service {
public:
    explicit FakePayments(const platform::Guard& guard) : guard_(guard) {}
    grpc::Status ListDebtPayments(grpc::ServerContext* call, const payments::v1::ListDebtPaymentsRequest* request,
                                  payments::v1::ListDebtPaymentsResponse* response) override {
        return guard_.answer(*call, *request, [&](const platform::Caller& caller) -> Result<Done> {
            seen = caller;
            auto* payment = response->add_payments();
            payment->set_payment_id("0193");
            payment->set_reference("QRO-C03-004512");
            payment->set_amount_centavos(500);
            return Done{};
        });
    }
    platform::Caller seen;

private:
    const platform::Guard& guard_;
};

TEST(DebtPayments, TheCallCarriesThePersonAndTheCorrelation) {
    const ManualClock clock{parse_iso("2026-11-01T06:00:00Z").value()};
    const platform::Guard guard(clock, nullptr, "secret");
    FakePayments fake(guard);
    grpc::ServerBuilder builder;
    builder.RegisterService(&fake);
    const auto server = builder.BuildAndStart();
    platform::Channels channels("secret");
    channels.set("payments", server->InProcessChannel({}));

    const platform::Caller ana{"ana", AdministrationId(11), {}, "c-7"};
    const auto paid = debt_payments(channels)(ana, InvoiceId(make_named_uuid(Uuid{}, "bill")));
    ASSERT_EQ(paid.size(), 1U);
    EXPECT_EQ(paid[0].reference, "QRO-C03-004512");
    EXPECT_EQ(fake.seen.person(), "ana");
    EXPECT_EQ(fake.seen.via(), "context:billing");
    EXPECT_EQ(fake.seen.correlation_id, "c-7");
    EXPECT_EQ(fake.seen.administration, AdministrationId(11));
    server->Shutdown();
}

}  // namespace
}  // namespace aquacis::billing
