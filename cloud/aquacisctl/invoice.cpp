#include <cstdio>
#include <memory>

#include "aquacis/fiscal/v1/fiscal.grpc.pb.h"
#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string config_file, token_file, invoice, pdf, xml;
};

void fetch(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    const auto stub = fiscal::v1::Fiscal::NewStub(client.channel());
    if (!options.xml.empty()) {
        fiscal::v1::GetCfdiRequest request;
        request.set_invoice_id(options.invoice);
        fiscal::v1::Cfdi cfdi;
        require(stub->GetCfdi(client.call().get(), request, &cfdi), "reading the CFDI");
        write_file(options.xml, cfdi.xml());
        std::printf("%s %s\n", cfdi.state().c_str(), cfdi.uuid().c_str());
    }
    if (!options.pdf.empty()) {
        fiscal::v1::GetInvoicePdfRequest request;
        request.set_invoice_id(options.invoice);
        fiscal::v1::InvoicePdf pdf;
        require(stub->GetInvoicePdf(client.call().get(), request, &pdf), "printing the invoice");
        write_file(options.pdf, pdf.pdf());
    }
}

}  // namespace

void add_invoice_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto command = app.add_command("invoice", "an invoice's printed form and its tax document");
    command.add_option("--config", options->config_file).required();
    command.add_option("--token-file", options->token_file).required();
    command.add_option("--invoice", options->invoice, "the invoice's id").required();
    command.add_option("--pdf", options->pdf, "where the PDF goes");
    command.add_option("--xml", options->xml, "where the CFDI goes");
    command.when_given([options] { fetch(*options); });
}

}  // namespace aquacis::aquacisctl
