#pragma once
// A whole fiscal context for one test: its database, a CSD made for it, customers over gRPC, and a PAC over HTTP.

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <pqxx/pqxx>

#include "aquacis/customers/v1/customers.grpc.pb.h"
#include "cloud/fiscal/domain/timbre.hpp"
#include "cloud/fiscal/events/consumed_invoice_generated.hpp"
#include "cloud/fiscal/migrations/migrations.hpp"
#include "cloud/fiscal/pacsim/pac_server.hpp"
#include "cloud/fiscal/service/http_pac.hpp"
#include "cloud/fiscal/service/stamp_due.hpp"
#include "cloud/fiscal/tests/support/bills.hpp"
#include "cloud/fiscal/tests/support/sat_files.hpp"
#include "cloud/fiscal/wire/convert.hpp"
#include "tests/support/logged_events.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::fiscal::test {

using namespace std::chrono_literals;
inline constexpr AdministrationId queretaro{11};
inline constexpr AdministrationId amealco{1};

// Where this program's own sources are; the script that makes a CSD is there.
inline std::filesystem::path source_folder() {
    for (auto folder = std::filesystem::path(__FILE__).parent_path(); folder != folder.root_path();
         folder = folder.parent_path())
        if (std::filesystem::exists(folder / "tests/support/make_csd.sh")) return folder;
    const char* source = std::getenv("AQUACIS_SOURCE");
    return source == nullptr ? "." : source;
}

inline const Csd& test_csd() {
    static const Csd csd = [] {
        const TemporaryFolder folder;
        const auto made = run((source_folder() / "tests/support/make_csd.sh").string() + " " + folder.path().string() +
                              " EKU9003173C9 'ESCUELA KEMPER URGATE' 2>&1");
        if (made.status != 0) throw std::runtime_error("make_csd.sh: " + made.text);
        std::string password = read_all(folder.path() / "csd.password");
        password.pop_back();
        auto read = Csd::read({read_all(folder.path() / "csd.cer"), read_all(folder.path() / "csd.key"), password});
        if (!read) throw std::runtime_error(read.refusal().code);
        return *std::move(read);
    }();
    return csd;
}

class FakeCustomers final : public customers::v1::Customers::Service {
public:
    explicit FakeCustomers(const platform::Guard& guard) : guard_(guard) {}
    grpc::Status GetCustomers(grpc::ServerContext* call, const customers::v1::GetCustomersRequest* request,
                              customers::v1::GetCustomersResponse* response) override {
        ++calls;
        if (const auto admitted = guard_.admit(*call, "customers.read")) caller = *admitted;
        if (away) return {grpc::StatusCode::UNAVAILABLE, "away"};
        EXPECT_LE(request->customer_ids_size(), 500);
        purpose = request->purpose();
        for (const auto& id : request->customer_ids()) {
            if (id == missing) continue;
            if (id == unreadable) {
                response->add_unreadable_ids(id);
                continue;
            }
            auto* customer = response->add_customers();
            *customer = like;
            customer->set_customer_id(id);
        }
        return grpc::Status::OK;
    }
    bool away = false;
    std::string missing;
    std::string unreadable;
    std::string purpose;
    platform::Caller caller;  // as the guard of customers saw it
    int calls = 0;
    customers::v1::Customer like = [] {
        customers::v1::Customer customer;
        customer.set_name("María Ñúñez Águila");
        customer.set_rfc("XAXX010101000");
        customer.set_address_line("Av. 5 de Febrero 112, Centro");
        return customer;
    }();

private:
    const platform::Guard& guard_;
};

class FiscalTest : public testing::Test {
protected:
    FiscalTest() {
        grpc::ServerBuilder builder;
        builder.RegisterService(&customers_service);
        server = builder.BuildAndStart();
        channels.set("customers", server->InProcessChannel({}));
    }
    ~FiscalTest() override { server->Shutdown(); }

    static platform::FieldCipher make_cipher() {
        return platform::FieldCipher::from_file_text("1 " + std::string(64, 'a') + "\nindex " + std::string(64, 'b') +
                                                     "\n");
    }

    static Invoice numbered_bill(int number) {
        Invoice invoice = domestic_bill();
        invoice.id = InvoiceId(make_named_uuid(Uuid{}, "invoice" + std::to_string(number)));
        invoice.customer = CustomerId(make_named_uuid(Uuid{}, "customer" + std::to_string(number)));
        invoice.number = "QRO-2026-10-" + std::to_string(10'000 + number);
        return invoice;
    }

    static billing::v1::Invoice to_message(const Invoice& invoice) {
        billing::v1::Invoice message;
        message.set_invoice_id(invoice.id.to_string());
        message.set_number(invoice.number);
        message.set_revision(invoice.revision);
        message.set_contract_id(invoice.contract.to_string());
        message.set_contract_number(invoice.contract_number);
        message.set_customer_id(invoice.customer.to_string());
        message.set_period(invoice.period.to_string());
        message.set_issue_date(to_iso(invoice.issue_date));
        message.set_due_date(to_iso(invoice.due_date));
        message.set_consumed_litres(invoice.consumed.litres());
        for (const InvoiceLine& each : invoice.lines) {
            auto* line = message.add_lines();
            line->set_kind(each.kind);
            line->set_description(each.description);
            line->set_quantity(each.quantity.to_string());
            line->set_unit(each.unit);
            line->set_unit_price(each.unit_price.to_string());
            line->set_amount_centavos(each.amount.centavos());
            line->set_tax_rate(each.tax_rate.to_fixed(6, Rounding::half_up));
            line->set_tax_centavos(each.tax.centavos());
            line->set_explanation(each.explanation);
        }
        message.set_subtotal_centavos(invoice.subtotal.centavos());
        message.set_tax_centavos(invoice.tax.centavos());
        message.set_total_centavos(invoice.total.centavos());
        message.set_tariff(invoice.tariff);
        message.set_tariff_sha256(invoice.tariff_sha256);
        message.set_reading_note(invoice.reading_note);
        message.set_use_class(invoice.use_class);
        return message;
    }

    // As the consumer of the log would: a batch of one administration, in one transaction.
    void announce(const std::vector<Invoice>& invoices, AdministrationId administration = queretaro) {
        std::vector<platform::LoggedEvent> events;
        for (const Invoice& invoice : invoices) {
            billing::v1::InvoiceGenerated generated;
            generated.set_invoice_id(invoice.id.to_string());
            *generated.mutable_invoice() = to_message(invoice);
            events.push_back(aquacis::test::logged(generated, administration));
        }
        aquacis::test::take(database.pool(), administration, invoice_generated_subscription(context), events);
    }

    std::vector<std::unique_ptr<Pac>> pacs(int count = 2) {
        std::vector<std::unique_ptr<Pac>> made;
        for (int i = 0; i < count; ++i)
            made.push_back(std::make_unique<HttpPac>(
                HttpPac::Settings{"http://127.0.0.1:" + std::to_string(pac.port()), "", 300ms}));
        return made;
    }

    void step(StampDue::Settings settings = {}) {
        StampDue stamping(context, pacs(), settings);
        for (int i = 0; i < 100 && stamping.step(); ++i) {
        }
    }

    StoredCfdi stored(const Invoice& invoice, AdministrationId administration = queretaro) {
        return database.pool().run(administration, [&](platform::Transaction& tx) {
            const auto found = context.store.find(tx, invoice.id);
            if (!found) throw std::runtime_error("no such CFDI in this administration");
            return *found;
        });
    }

    CfdiStanding standing(const Invoice& invoice, AdministrationId administration = queretaro) {
        return database.pool().run(administration, [&](platform::Transaction& tx) {
            return context.store.find_standing(tx, invoice.id).value();
        });
    }
    std::string state_of(const Invoice& invoice, AdministrationId administration = queretaro) {
        return std::string(name_of(standing(invoice, administration).state));
    }

    static platform::Caller ana(AdministrationId administration = queretaro) {
        return {"ana", administration, {"fiscal.read", "fiscal.write", "fiscal.audit"}, "c-7"};
    }

    int published() {
        return database.pool().run_for_all({"telemetry"}, [](platform::Transaction& tx) {
            return tx.pq().exec("SELECT count(*) FROM outbox WHERE topic = 'cfdi.generated'")[0][0].as<int>();
        });
    }

    static pacsim::PacServer::Settings impatient() {
        pacsim::PacServer::Settings settings;
        settings.silence = 700ms;
        return settings;
    }

    aquacis::test::ContextDatabase database{"fiscal", migrations};
    ManualClock clock{SystemClock().now() + 1min};  // the CSD is valid from its making
    RandomBits random = seeded_random(11);
    platform::FieldCipher cipher = make_cipher();
    platform::Channels channels{"secret"};
    platform::Guard guard{clock, nullptr, "secret"};
    FakeCustomers customers_service{guard};
    Alarms alarms;
    std::unique_ptr<grpc::Server> server;
    Issuer issuer_settings = issuer();
    Context context{database.pool(), clock, random, channels, issuer_settings, &test_csd(), alarms, CfdiStore(cipher)};
    pacsim::PacServer pac{clock, impatient()};
};

}  // namespace aquacis::fiscal::test
