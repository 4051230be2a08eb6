#pragma once
// The operator's commands, one file each. Each adds itself to the program; a fault it throws is told and ends with
// status 1.

#include "base/command_line/command_line.hpp"

namespace aquacis::aquacisctl {

void add_db_command(Command& app);         // databases and roles, migrations
void add_dlq_command(Command& app);        // dead letters: list, show, replay
void add_log_command(Command& app);        // the event log: status, resume, reappend, settle, forget
void add_feed_command(Command& app);       // contexts tell again what they have
void add_asyncapi_command(Command& app);   // every topic, who tells it and who takes it
void add_seed_command(Command& app);       // a register from a seed
void add_bill_command(Command& app);       // close a campaign and run billing; reverse a bill
void add_reverse_commands(Command& bill);  // the part of it that reverses
void add_customer_command(Command& app);   // a customer's data: update
void add_run_command(Command& app);        // billing runs: show, cancel, retry
void add_campaign_command(Command& app);   // reading campaigns: void
void add_reading_command(Command& app);    // readings: list, void, accept
void add_invoice_command(Command& app);    // an invoice's PDF and tax document
void add_fiscal_command(Command& app);     // tax documents: worklist, one, retry, a period's standing
void add_gateway_command(Command& app);    // meter gateways: invite, list, revoke
void add_device_command(Command& app);     // tills and tablets: invite, list, revoke
void add_ca_command(Command& app);         // the authority of devices' certificates
void add_staff_command(Command& app);      // who signs in at tills
void add_sync_command(Command& app);       // ask again what was parked or lost; a restored synchub
void add_payments_command(Command& app);   // the whole ledger checked against itself
void add_suspense_command(Command& app);   // money without a place: list, assign, return, approve
void add_demo_keys_command(Command& app);  // the demo issuer's key and JWKS
void add_token_command(Command& app);      // a token of the demo issuer

}  // namespace aquacis::aquacisctl
