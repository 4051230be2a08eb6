// publish() and subscribe() by message: what the envelope says without anybody writing it.

#include "cloud/platform/events/subscribe.hpp"

#include <google/protobuf/descriptor.h>

#include <atomic>

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
        publish(tx, broken);
        customers::v1::CustomerRegistered other;
        other.set_customer_id("other");
        Event misplaced = event_of(tx, cause(), other);
        misplaced.topic = "contract.created";
        publish(tx, misplaced);
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

void expect_whole_options(const google::protobuf::Descriptor* type) {
    const auto& options = type->options();
    const auto* key = type->FindFieldByName(options.GetExtension(api::v1::key));
    ASSERT_NE(key, nullptr) << type->full_name();
    EXPECT_EQ(key->cpp_type(), google::protobuf::FieldDescriptor::CPPTYPE_STRING) << type->full_name();
    EXPECT_FALSE(options.GetExtension(api::v1::aggregate).empty()) << type->full_name();
    const int days = options.GetExtension(api::v1::retention_days);
    EXPECT_TRUE(days == 7 || days == 30) << type->full_name() << " is kept " << days << " days";
    EXPECT_EQ(retention_days_of(type->full_name()), days);
}

// Every event says all that publish() and the log need of it.
TEST(EventOptions, AreWholeForEveryTopic) {
    int topics = 0;
    for (const auto* file :
         {billing::v1::InvoiceGenerated::descriptor()->file(), ContractCreated::descriptor()->file(),
          customers::v1::CustomerRegistered::descriptor()->file(), edge::v1::MeterReading::descriptor()->file(),
          fiscal::v1::CfdiGenerated::descriptor()->file(), metering::v1::MeterInstalled::descriptor()->file(),
          payments::v1::AccountChanged::descriptor()->file()})
        for (int i = 0; i < file->message_type_count(); ++i) {
            if (file->message_type(i)->options().GetExtension(api::v1::topic).empty()) continue;
            expect_whole_options(file->message_type(i));
            ++topics;
        }
    EXPECT_GE(topics, 13);
}

}  // namespace
}  // namespace aquacis::platform
