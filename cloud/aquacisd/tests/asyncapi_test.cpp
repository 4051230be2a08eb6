// What `aquacisctl asyncapi` says of the topics is what the protos and the contexts say.

#include "cloud/aquacisd/asyncapi.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

namespace aquacis::aquacisd {
namespace {

using nlohmann::json;

// Told for other systems, or for a context that is still to come. Whoever adds a topic adds its consumer, or its name
// here.
const std::set<std::string> read_by_nobody{"billing.run.started",     "cfdi.generated",   "meter.removed",
                                           "payment.received",        "payment.reversed", "reading.campaign.completed",
                                           "reading.campaign.voided", "reading.recorded", "suspense.settled"};

std::set<std::string> topics_in_the_protos() {
    std::set<std::string> topics;
    const std::regex option(R"re(option \(aquacis\.api\.v1\.topic\) = "([^"]+)")re");
    const std::filesystem::path source = std::getenv("AQUACIS_SOURCE");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(source / "proto" / "aquacis")) {
        if (entry.path().extension() != ".proto") continue;
        std::stringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        const std::string words = text.str();
        for (std::sregex_iterator it(words.begin(), words.end(), option), end; it != end; ++it)
            topics.insert((*it)[1]);
    }
    return topics;
}

TEST(Asyncapi, HasEveryTopicOfTheProtosAndNoOther) {
    const json document = json::parse(asyncapi());
    std::set<std::string> said;
    for (const auto& [name, channel] : document["channels"].items())
        said.insert(name);
    EXPECT_EQ(said, topics_in_the_protos());
    EXPECT_FALSE(said.empty());
}

TEST(Asyncapi, SaysKeyDaysAndBothEndsOfATopic) {
    const json document = json::parse(asyncapi());
    EXPECT_EQ(document["asyncapi"], "3.0.0");
    const json& invoice = document["channels"]["invoice.generated"];
    EXPECT_EQ(invoice["address"], "invoice.generated");
    EXPECT_EQ(invoice["x-key"], "invoice_id");
    EXPECT_EQ(invoice["x-retention-days"], 30);
    EXPECT_EQ(invoice["x-producer"], "billing");
    EXPECT_EQ(invoice["x-consumers"], json::array({"payments", "fiscal", "synchub"}));
    EXPECT_EQ(document["channels"]["meter.readings.raw"]["x-producer"], "ingest");
    EXPECT_EQ(document["channels"]["meter.readings.raw"]["x-retention-days"], 7);
    EXPECT_EQ(document["operations"]["fiscal.receives.invoice.generated"]["action"], "receive");
    EXPECT_EQ(document["operations"]["billing.sends.invoice.generated"]["action"], "send");
}

// Every "#/…" leads somewhere, and every other reference to a proto that is there and has the message.
void expect_references_lead_somewhere(const json& document, const json& part) {
    for (const auto& [name, value] : part.items()) {
        if (name != "$ref") {
            if (value.is_structured()) expect_references_lead_somewhere(document, value);
            continue;
        }
        const auto to = value.get<std::string>();
        const std::string file = to.substr(0, to.find('#')), message = to.substr(to.rfind('.') + 1);
        if (file.empty()) {
            EXPECT_TRUE(document.contains(json::json_pointer(to.substr(1)))) << to;
            continue;
        }
        std::stringstream text;
        text << std::ifstream(std::string(std::getenv("AQUACIS_SOURCE")) + "/" + file).rdbuf();
        EXPECT_NE(text.str().find("message " + message + " {"), std::string::npos) << to;
    }
}

TEST(Asyncapi, LeadsToTheMessages) {
    const json document = json::parse(asyncapi());
    expect_references_lead_somewhere(document, document);
}

TEST(Asyncapi, TopicsThatNobodyReadsAreKnownToBeSo) {
    std::set<std::string> unread;
    for (const Topic& topic : every_topic())
        if (topic.consumers.empty()) unread.insert(topic.name);
    EXPECT_EQ(unread, read_by_nobody);
}

}  // namespace
}  // namespace aquacis::aquacisd
