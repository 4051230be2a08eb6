#pragma once
// The tax documents' rows. The bill is kept as the bytes that the service gave; the XML is sealed here.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "cloud/fiscal/domain/cfdi.hpp"
#include "cloud/platform/database/field_cipher.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace pqxx {
class result;
}  // namespace pqxx

namespace aquacis::fiscal {

struct PendingCfdi {
    InvoiceId invoice;
    unsigned revision = 0;
    ContractId contract;
    CustomerId customer;
    Period period;
    Money total;
    std::string invoice_bytes;
    Instant first_try;
};

struct ClaimedCfdi {
    CfdiId id;
    CustomerId customer;
    CfdiState state = CfdiState::pending;
    std::string invoice_bytes;
    std::string sealed_xml;  // as stored: see CfdiStore::open
    int tries = 0;
    int waits = 0;
    bool is_reversed = false;  // its bill was: it is stamped no more
};

struct SealedCfdi {
    CfdiId id;
    std::string xml;
    std::string remark;
};

struct StampedCfdi {
    CfdiId id;
    std::string xml;
    std::string uuid;
    std::string stamped_at;  // the timbre's FechaTimbrado
};

// It goes no further by itself: rejected, set_aside, withdrawn or not_needed.
struct EndedCfdi {
    CfdiId id;
    CfdiState state = CfdiState::rejected;
    std::string reason;
    bool by_pac = false;  // counts as a try
};

struct PostponedCfdi {
    CfdiId id;
    CfdiState state = CfdiState::pending;
    Instant next_try;
    std::string reason;
    bool counts = true;  // the next pause grows
};

struct NewNote {
    CfdiId id;
    std::string what;
    std::string reason;
};
struct NotedBy {
    std::string subject;
    std::string correlation_id;
    Instant at;
};

class CfdiStore {
public:
    explicit CfdiStore(const platform::FieldCipher& cipher) : cipher_(cipher) {}

    void insert_pending(platform::Transaction& tx, std::span<const PendingCfdi> pending,
                        Instant now) const;  // known ones stay
    // Those that ever had a document; read in no administration.
    std::vector<AdministrationId> administrations(platform::Transaction& tx) const;
    struct Claim {
        Instant now;
        Instant lease_until;
        int most = 0;
        std::span<const CfdiState> states;
    };
    std::vector<ClaimedCfdi> claim_due(platform::Transaction& tx, const Claim& claim) const;
    std::string open(const ClaimedCfdi& cfdi) const;  // throws std::runtime_error when it does not open

    // Each says which rows it changed: one that another worker finished meanwhile is left alone.
    std::vector<CfdiId> save_sealed(platform::Transaction& tx, std::span<const SealedCfdi> sealed, Instant now) const;
    std::vector<StampedRow> save_stamped(platform::Transaction& tx, std::span<const StampedCfdi> stamped,
                                         const NotedBy& by) const;
    void save_ended(platform::Transaction& tx, std::span<const EndedCfdi> ended, const NotedBy& by) const;
    // Of reversed bills, whether their documents are known yet or not: what was never shown to a PAC is withdrawn, what
    // is stamped is to be cancelled, what is under way is dealt with when its turn comes.
    void reverse(platform::Transaction& tx, std::span<const ReversedInvoice> reversed, const NotedBy& by) const;
    void save_postponed(platform::Transaction& tx, std::span<const PostponedCfdi> postponed) const;
    void give_back(platform::Transaction& tx, std::span<const CfdiId> untried, Instant due) const;
    int retry(platform::Transaction& tx, std::span<const InvoiceId> invoices, const NotedBy& by) const;
    int retry_rejected_of(platform::Transaction& tx, const CustomerId& customer, const NotedBy& by) const;

    // Of a bill's revisions the last.
    std::optional<StoredCfdi> find(platform::Transaction& tx, const InvoiceId& invoice) const;
    std::optional<CfdiStanding> find_standing(platform::Transaction& tx, const InvoiceId& invoice) const;
    std::vector<CfdiNote> notes_of(platform::Transaction& tx, const CfdiId& id, int most) const;  // newest first
    struct Page {
        CfdiState state = CfdiState::rejected;
        Instant after;  // and `after_id`: where the page before ended
        CfdiId after_id;
        int most = 0;
    };
    std::vector<CfdiStanding> list(platform::Transaction& tx, const Page& page) const;
    ProgressOfPeriod progress(platform::Transaction& tx, Period period) const;

private:
    void ask_cancellations(platform::Transaction& tx, const std::string& invoices, const NotedBy& by) const;
    int note_retried(platform::Transaction& tx, const pqxx::result& rows, const NotedBy& by) const;
    void note(platform::Transaction& tx, std::span<const NewNote> notes, const NotedBy& by) const;

    const platform::FieldCipher& cipher_;
};

}  // namespace aquacis::fiscal
