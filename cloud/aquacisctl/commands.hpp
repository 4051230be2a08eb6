#pragma once
// The operator's commands, one file each. Each adds itself to the program; a fault it throws is told and ends with
// status 1.

namespace CLI {
class App;
}

namespace aquacis::aquacisctl {

void add_db_command(CLI::App& app);         // databases and roles, migrations
void add_dlq_command(CLI::App& app);        // dead letters: list, show, replay
void add_log_command(CLI::App& app);        // the event log: status, resume, reappend, settle, forget
void add_feed_command(CLI::App& app);       // contexts tell again what they have
void add_asyncapi_command(CLI::App& app);   // every topic, who tells it and who takes it
void add_seed_command(CLI::App& app);       // a register from a seed
void add_bill_command(CLI::App& app);       // close a campaign and run billing; reverse a bill
void add_reverse_commands(CLI::App& bill);  // the part of it that reverses
void add_customer_command(CLI::App& app);   // a customer's data: update
void add_run_command(CLI::App& app);        // billing runs: show, cancel, retry
void add_campaign_command(CLI::App& app);   // reading campaigns: void
void add_reading_command(CLI::App& app);    // readings: list, void, accept
void add_invoice_command(CLI::App& app);    // an invoice's PDF and tax document
void add_fiscal_command(CLI::App& app);     // tax documents: worklist, one, retry, a period's standing
void add_gateway_command(CLI::App& app);    // meter gateways: invite, list, revoke
void add_device_command(CLI::App& app);     // tills and tablets: invite, list, revoke
void add_ca_command(CLI::App& app);         // the authority of devices' certificates
void add_staff_command(CLI::App& app);      // who signs in at tills
void add_sync_command(CLI::App& app);       // ask again what was parked or lost; a restored synchub
void add_payments_command(CLI::App& app);   // the whole ledger checked against itself
void add_suspense_command(CLI::App& app);   // money without a place: list, assign, return, approve
void add_demo_keys_command(CLI::App& app);  // the demo issuer's key and JWKS
void add_token_command(CLI::App& app);      // a token of the demo issuer

}  // namespace aquacis::aquacisctl
