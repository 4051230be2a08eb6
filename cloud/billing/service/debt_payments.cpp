#include "cloud/billing/service/debt_payments.hpp"

#include "aquacis/payments/v1/payments.grpc.pb.h"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/database/fault.hpp"

namespace aquacis::billing {
namespace {

constexpr std::chrono::seconds patience{10};

}  // namespace

PaymentsOf debt_payments(const platform::Channels& channels) {
    return [&channels](const platform::Caller& caller, InvoiceId invoice) {
        payments::v1::ListDebtPaymentsRequest request;
        request.set_invoice_id(invoice.to_string());
        payments::v1::ListDebtPaymentsResponse response;
        const auto call = channels.call(platform::serving("billing", caller), patience);
        const auto stub = payments::v1::Payments::NewStub(channels.to("payments"));
        const grpc::Status status = stub->ListDebtPayments(call.get(), request, &response);
        if (!status.ok()) throw platform::Unavailable("payments did not answer: " + status.error_message());
        std::vector<DebtPayment> paid;
        for (const auto& payment : response.payments())
            paid.push_back({payment.payment_id(), payment.reference(), Money::centavos(payment.amount_centavos())});
        return paid;
    };
}

}  // namespace aquacis::billing
