#include <cstdio>
#include <memory>
#include <stdexcept>

#include "aquacis/customers/v1/customers.grpc.pb.h"
#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {
namespace {

using customers::v1::Customer;
using customers::v1::Customers;

// What is not given stays as it is; an empty text takes it away.
struct Field {
    const char* option;
    const char* name;  // in the message
    std::string value{};
    std::optional<Option> given{};
};

struct Options {
    std::string config_file, token_file, customer, contract, reason;
    std::vector<Field> fields{{"--name", "name"},
                              {"--rfc", "rfc"},
                              {"--tax-name", "tax_name"},
                              {"--tax-regime", "tax_regime"},
                              {"--tax-postal-code", "tax_postal_code"},
                              {"--cfdi-use", "cfdi_use"},
                              {"--email", "email"},
                              {"--phone", "phone"},
                              {"--address-line", "address_line"},
                              {"--curp", "curp"}};
};

Customer find(const Client& client, const Options& options) {
    const auto stub = Customers::NewStub(client.channel());
    if (!options.contract.empty()) {
        customers::v1::GetCustomerByContractRequest request;
        request.set_contract_number(options.contract);
        Customer customer;
        require(stub->GetCustomerByContract(client.call().get(), request, &customer), "reading the customer");
        return customer;
    }
    customers::v1::GetCustomersRequest request;
    request.add_customer_ids(options.customer);
    request.set_purpose("correction");
    customers::v1::GetCustomersResponse response;
    require(stub->GetCustomers(client.call().get(), request, &response), "reading the customer");
    if (response.customers_size() != 1) throw std::runtime_error("there is no such customer");
    return response.customers(0);
}

void update(const Options& options) {
    if (options.customer.empty() == options.contract.empty())
        throw ConfigError("say which customer: --customer with an id, or --contract with a number");
    const Client client(Config::from_file(options.config_file), options.token_file);
    customers::v1::UpdateCustomerRequest request;
    *request.mutable_customer() = find(client, options);
    request.set_expected_version(request.customer().version());
    Customer& customer = *request.mutable_customer();
    for (const Field& field : options.fields)
        if (field.given->is_given())
            customer.GetReflection()->SetString(&customer, customer.GetDescriptor()->FindFieldByName(field.name),
                                                field.value);
    request.set_reason(options.reason);
    customers::v1::UpdateCustomerResponse response;
    require(Customers::NewStub(client.channel())->UpdateCustomer(client.call().get(), request, &response),
            "correcting the customer");
    std::printf("%s version %u\n", request.customer().customer_id().c_str(), response.version());
    for (const auto& warning : response.warnings())
        std::fprintf(stderr, "%s: %s %s\n", warning.field().c_str(), warning.message().c_str(),
                     warning.remedy().c_str());
}

}  // namespace

void add_customer_command(Command& app) {
    auto group = app.add_command("customer", "a customer's data: update").needs_a_command();
    const auto options = std::make_shared<Options>();
    auto command = group.add_command("update", "correct what is given; what it replaces stays in the history");
    command.add_option("--config", options->config_file).required();
    command.add_option("--token-file", options->token_file).required();
    command.add_option("--customer", options->customer, "the customer's id");
    command.add_option("--contract", options->contract, "or the number of a contract of theirs");
    for (Field& field : options->fields)
        field.given = command.add_option(field.option, field.value);
    command.add_option("--reason", options->reason, "why; it stays in the history").required();
    command.when_given([options] { update(*options); });
}

}  // namespace aquacis::aquacisctl
