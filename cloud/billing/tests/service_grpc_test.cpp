// The context as its callers meet it, with metering answering over its own channel.

#include <grpcpp/grpcpp.h>

#include "aquacis/metering/v1/metering.grpc.pb.h"
#include "base/sha256.hpp"
#include "cloud/billing/service/grpc.hpp"
#include "cloud/billing/service/metering_campaigns.hpp"
#include "cloud/billing/tests/billing_fixture.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/calls/guard.hpp"

namespace aquacis::billing {
namespace {

// Two pages of one consumption each.
class TwoConsumptions final : public metering::v1::Metering::Service {
public:
    grpc::Status ClaimCampaign(grpc::ServerContext*, const metering::v1::ClaimCampaignRequest* request,
                               metering::v1::Campaign* response) override {
        if (request->zone_id() != "14-B")
            return platform::to_status(
                {RefusalKind::conflict, "metering.campaign_differs", "zone_id", "Otra.", "Use."});
        response->set_billing_run_id(request->run_id());
        return grpc::Status::OK;
    }
    grpc::Status ReleaseCampaign(grpc::ServerContext*, const metering::v1::ReleaseCampaignRequest* request,
                                 metering::v1::Campaign*) override {
        released = request->run_id();
        return grpc::Status::OK;
    }
    grpc::Status ListConsumptions(grpc::ServerContext*, const metering::v1::ListConsumptionsRequest* request,
                                  metering::v1::ListConsumptionsResponse* response) override {
        if (away) return {grpc::StatusCode::UNAVAILABLE, "away"};
        const bool second = request->page_token() == "2";
        auto* one = response->add_consumptions();
        one->set_contract_id(make_named_uuid(Uuid{}, second ? "contract1" : "contract0").to_string());
        one->set_meter_id(make_named_uuid(Uuid{}, second ? "m1" : "m0").to_string());
        one->set_meter_label("KAM 64107712");
        one->set_previous_litres(1'284'000);
        one->set_current_litres(1'305'000);
        one->set_consumed_litres(21'000);
        one->set_quality("measured");
        if (!second) response->set_next_page_token("2");
        return grpc::Status::OK;
    }
    bool away = false;
    std::string released;
};

class BillingGrpc : public BillingTest {
protected:
    BillingGrpc() {
        grpc::ServerBuilder builder;
        builder.RegisterService(&service);
        builder.RegisterService(&metering);
        server = builder.BuildAndStart();
        for (const char* name : {"billing", "metering"})
            channels.set(name, server->InProcessChannel({}));
        context.campaigns = metering_campaigns(channels);
        stub = v1::Billing::NewStub(channels.to("billing"));
    }
    ~BillingGrpc() override { server->Shutdown(); }
    std::unique_ptr<grpc::ClientContext> call() const {
        return channels.call({"operator", queretaro, "test"}, std::chrono::seconds(10));
    }
    static v1::PublishTariffRequest tariff_of_homes() {
        v1::PublishTariffRequest tariff;
        tariff.set_tariff_code("DOM-MEDIO");
        tariff.set_version(3);
        tariff.set_valid_from("2026-01-01");
        tariff.set_definition_json(std::string(domestic_tariff));
        return tariff;
    }

    platform::Guard guard{clock, nullptr, "a secret of this test"};
    BillingService service{context, guard};
    TwoConsumptions metering;
    platform::Channels channels{"a secret of this test"};
    std::unique_ptr<grpc::Server> server;
    std::unique_ptr<v1::Billing::Stub> stub;
};

TEST_F(BillingGrpc, FromTariffToInvoice) {
    database.pool().run(queretaro, [&](platform::Transaction& tx) {
        save_contracts(tx, std::vector{contract(0), contract(1)});
    });
    v1::PublishTariffRequest tariff = tariff_of_homes();
    v1::PublishTariffResponse published;
    ASSERT_TRUE(stub->PublishTariff(call().get(), tariff, &published).ok());

    v1::StartRunRequest start_request;
    start_request.set_zone_id("14-B");
    start_request.set_period("2026-10");
    start_request.set_campaign_id(Uuid{}.to_string());
    start_request.set_issue_date("2026-11-01");
    start_request.set_due_date("2026-11-30");
    v1::Run run;
    start_request.set_zone_id("15-A");
    EXPECT_EQ(platform::refusal_of(stub->StartRun(call().get(), start_request, &run)).code,
              "metering.campaign_differs");
    start_request.set_zone_id("14-B");
    ASSERT_TRUE(stub->StartRun(call().get(), start_request, &run).ok());
    EXPECT_EQ(run.state(), "running");
    metering.away = true;
    EXPECT_TRUE(advance_run(context));
    v1::GetRunRequest get_request;
    get_request.set_run_id(run.run_id());
    ASSERT_TRUE(stub->GetRun(call().get(), get_request, &run).ok());
    EXPECT_EQ(run.state(), "running");
    EXPECT_FALSE(run.reason().empty());
    metering.away = false;
    v1::RetryRunRequest retry_request;
    retry_request.set_run_id(run.run_id());
    ASSERT_TRUE(stub->RetryRun(call().get(), retry_request, &run).ok());
    advance_to_the_end();

    ASSERT_TRUE(stub->GetRun(call().get(), get_request, &run).ok());
    EXPECT_EQ(run.table().billed(), 2);
    EXPECT_EQ(run.state(), "completed");
    EXPECT_EQ(run.invoices(), 2);
    EXPECT_EQ(run.billed_centavos(), 2 * 61'341);

    v1::ListInvoicesOfContractRequest list_request;
    list_request.set_contract_number(contract_number(1));
    v1::ListInvoicesResponse list;
    ASSERT_TRUE(stub->ListInvoicesOfContract(call().get(), list_request, &list).ok());
    ASSERT_EQ(list.invoices_size(), 1);
    EXPECT_EQ(list.invoices(0).tariff_sha256(), published.sha256());
    v1::GetTariffRequest tariff_request;
    tariff_request.set_tariff_code("DOM-MEDIO");
    tariff_request.set_version(3);
    v1::PublishedTariff text;
    ASSERT_TRUE(stub->GetTariff(call().get(), tariff_request, &text).ok());
    EXPECT_EQ(sha256_hex(text.definition_json()), list.invoices(0).tariff_sha256());
    EXPECT_EQ(text.published_at(), "2026-11-01T06:00:00Z");
    tariff_request.set_version(4);
    EXPECT_EQ(stub->GetTariff(call().get(), tariff_request, &text).error_code(), grpc::StatusCode::NOT_FOUND);
    v1::CancelRunRequest cancel_request;
    cancel_request.set_run_id(run.run_id());
    cancel_request.set_reason("tarde");
    EXPECT_EQ(platform::refusal_of(stub->CancelRun(call().get(), cancel_request, &run)).code, "billing.run_has_bills");
    v1::GetInvoiceRequest invoice_request;
    invoice_request.set_invoice_id(list.invoices(0).invoice_id());
    v1::Invoice invoice;
    ASSERT_TRUE(stub->GetInvoice(call().get(), invoice_request, &invoice).ok());
    EXPECT_EQ(invoice.SerializeAsString(), list.invoices(0).SerializeAsString());

    tariff.set_definition_json("{}");
    EXPECT_EQ(platform::refusal_of(stub->PublishTariff(call().get(), tariff, &published)).field,
              "definition_json.code");
}

}  // namespace
}  // namespace aquacis::billing
