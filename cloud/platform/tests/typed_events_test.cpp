// publish() and subscribe() by message: what the envelope says without anybody writing it.

#include "cloud/platform/events/subscribe.hpp"

#include <google/protobuf/descriptor.h>

#include <map>

#include "aquacis/api/v1/options.pb.h"
#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/contracts/v1/contracts.pb.h"
#include "aquacis/customers/v1/customers.pb.h"
#include "aquacis/edge/v1/edge.pb.h"
#include "aquacis/fiscal/v1/fiscal.pb.h"
#include "aquacis/metering/v1/metering.pb.h"
#include "aquacis/payments/v1/payments.pb.h"
#include "cloud/platform/events/outbox.hpp"
#include "cloud/platform/events/relay.hpp"
#include "cloud/platform/tests/notes.hpp"
#include "tests/support/logged_events.hpp"

namespace aquacis::platform {
namespace {

using contracts::v1::ContractCreated;

const Instant noon = from_microseconds(1'700'000'000'000'000);

class TypedEventsTest : public NotesTest {
protected:
    Cause cause() { return {.random = random, .now = noon, .correlation_id = "call 7"}; }
    static ContractCreated created(const std::string& id) {
        ContractCreated message;
        message.set_contract_id(id);
        return message;
    }
};

TEST_F(TypedEventsTest, TheEnvelopeSaysWhatMessageTransactionAndCauseSay) {
    Event contract, account;
    producer.pool().run(queretaro, [&](Transaction& tx) {
        Cause by_a_till = cause();
        by_a_till.operation = OperationRef{make_uuid_v7(noon, random), 2, 9};
        contract = event_of(tx, by_a_till, created("c-1"));
        payments::v1::AccountChanged changed;
        changed.set_contract_id("c-1");
        changed.set_version(41);
        account = event_of(tx, cause(), changed);
    });
    EXPECT_EQ(contract.topic, "contract.created");
    EXPECT_EQ(contract.key, "c-1");
    EXPECT_EQ(contract.aggregate_id, "c-1");
    EXPECT_EQ(contract.aggregate_type, "contract");
    EXPECT_EQ(contract.source, "contracts");
    EXPECT_EQ(contract.event_type, "aquacis.contracts.v1.ContractCreated");
    EXPECT_EQ(contract.administration, queretaro);
    EXPECT_EQ(contract.timestamp, noon);
    EXPECT_EQ(contract.correlation_id, "call 7");
    EXPECT_EQ(contract.caused_by->seq, 9U);
    EXPECT_EQ(contract.version, 1U);
    EXPECT_EQ(account.version, 41U);
    EXPECT_EQ(account.source, "payments");
    EXPECT_NE(account.event_id, contract.event_id);
}

TEST_F(TypedEventsTest, WhatHappenedBeforeSaysWhenAndEachItsOwnCause) {
    const Instant before = noon - std::chrono::hours(30);
    producer.pool().run(queretaro, [&](Transaction& tx) {
        publish(tx, std::vector<Caused<ContractCreated>>{
                        {{.random = random, .now = noon, .correlation_id = "one", .happened = before}, created("c-1")},
                        {{.random = random, .now = noon, .correlation_id = "two"}, created("c-2")}});
    });
    const auto told = test::published<ContractCreated>(producer.pool(), queretaro);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].event.key + told[0].event.correlation_id, "c-1one");
    EXPECT_EQ(told[0].event.timestamp, before);
    EXPECT_EQ(told[1].event.key + told[1].event.correlation_id, "c-2two");
    EXPECT_EQ(told[1].event.timestamp, noon);
}

TEST_F(TypedEventsTest, WhatIsNoEventIsNotPublished) {
    producer.pool().run(queretaro, [&](Transaction& tx) {
        EXPECT_THROW(publish(tx, cause(), contracts::v1::Contract()), std::logic_error);
    });
    EXPECT_THROW(topic_of(contracts::v1::Contract()), std::logic_error);
    EXPECT_EQ(count(producer, "SELECT count(*) FROM outbox"), 0);
}

TEST_F(TypedEventsTest, AHandlerIsGivenMessagesAndWhatIsNoneIsBuried) {
    std::vector<ContractCreated> messages;
    for (int i = 0; i < 5; ++i)
        messages.push_back(created("c-" + std::to_string(i)));
    producer.pool().run(queretaro, [&](Transaction& tx) {
        publish(tx, cause(), messages);
        Event broken = event_of(tx, cause(), created("broken"));
        broken.payload = "\xff\xff";
        put(tx, broken);
        customers::v1::CustomerRegistered other;
        other.set_customer_id("other");
        Event misplaced = event_of(tx, cause(), other);
        misplaced.topic = "contract.created";
        put(tx, misplaced);
    });
    const Relay relay("producer", producer.app_connection(), events.log());
    const auto handle = [](Transaction& tx, std::span<const Typed<ContractCreated>> batch) {
        for (const auto& [logged, message] : batch) {
            EXPECT_EQ(logged.event.key, message.contract_id());
            tx.pq().exec_params("INSERT INTO effect VALUES ($1, $2)", tx.administration().number(),
                                message.contract_id());
        }
    };
    const Consumer consumer(subscribe<ContractCreated>("taker", handle), events.log(), taker.pool(), short_pauses);
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 5));
    EXPECT_TRUE(becomes(taker,
                        "SELECT count(*) FROM dead_letter WHERE reason = 'the payload is not a "
                        "aquacis.contracts.v1.ContractCreated'",
                        2));
}

// What logs in the field hold, and what consumers count on: to change one of these is to move a topic.
struct OnTheWire {
    std::string key, aggregate;
    int days;
    bool operator==(const OnTheWire&) const = default;
};
const std::map<std::string, OnTheWire> every_topic{
    {"billing.run.started", {"run_id", "billing_run", 7}},
    {"cashier.changed", {"cashier_id", "cashier", 30}},
    {"cfdi.generated", {"cfdi_id", "cfdi", 30}},
    {"contract.created", {"contract_id", "contract", 30}},
    {"customer.created", {"customer_id", "customer", 30}},
    {"customer.updated", {"customer_id", "customer", 30}},
    {"debt.status.changed", {"contract_id", "account", 30}},
    {"invoice.generated", {"invoice_id", "invoice", 30}},
    {"invoice.reversed", {"invoice_id", "invoice", 30}},
    {"meter.installed", {"meter_id", "meter", 30}},
    {"meter.readings.raw", {"serial", "meter", 7}},
    {"meter.removed", {"meter_id", "meter", 30}},
    {"payment.received", {"payment_id", "payment", 30}},
    {"payment.reversed", {"payment_id", "payment", 30}},
    {"reading.campaign.completed", {"campaign_id", "campaign", 30}},
    {"reading.campaign.voided", {"campaign_id", "campaign", 30}},
    {"reading.recorded", {"meter_id", "meter", 7}},
    {"suspense.settled", {"payment_id", "payment", 30}},
};

// As publish() makes it, with a key in the field that is the key.
void expect_on_the_wire(const google::protobuf::Descriptor* type) {
    const auto& options = type->options();
    const std::string& topic = options.GetExtension(api::v1::topic);
    const auto* key = type->FindFieldByName(options.GetExtension(api::v1::key));
    ASSERT_TRUE(key != nullptr && key->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING) << topic;
    auto* message = google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New();
    const std::unique_ptr<google::protobuf::Message> owned(message);
    message->GetReflection()->SetString(message, key, "the key");
    const Event event = make_event(*message, {});
    EXPECT_EQ(event.key, "the key") << topic;
    ASSERT_EQ(every_topic.count(event.topic), 1U) << topic << " is not in the table";
    const OnTheWire said{key->name(), event.aggregate_type, retention_days_of(event.event_type)};
    EXPECT_EQ(said, every_topic.at(event.topic))
        << topic << " " << said.key << " " << said.aggregate << " " << said.days;
    EXPECT_EQ(options.GetExtension(api::v1::retention_days), said.days) << topic << " says how long it is kept";
}

TEST(EventOptions, OfEveryTopicAreWhatTheWireHas) {
    std::size_t topics = 0;
    for (const auto* file :
         {billing::v1::InvoiceGenerated::descriptor()->file(), ContractCreated::descriptor()->file(),
          customers::v1::CustomerRegistered::descriptor()->file(), edge::v1::MeterReading::descriptor()->file(),
          fiscal::v1::CfdiGenerated::descriptor()->file(), metering::v1::MeterInstalled::descriptor()->file(),
          payments::v1::AccountChanged::descriptor()->file()})
        for (int i = 0; i < file->message_type_count(); ++i) {
            if (file->message_type(i)->options().GetExtension(api::v1::topic).empty()) continue;
            expect_on_the_wire(file->message_type(i));
            ++topics;
        }
    EXPECT_EQ(topics, every_topic.size());
}

}  // namespace
}  // namespace aquacis::platform
