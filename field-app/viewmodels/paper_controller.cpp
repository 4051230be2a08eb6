#include "field-app/viewmodels/paper_controller.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "field-app/core/printing/escpos.hpp"
#include "field-app/core/use_cases/open_drawer.hpp"
#include "field-app/ui/guard.hpp"
#include "field-app/viewmodels/paper.hpp"
#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {
namespace {

constexpr std::array copies_for{"CAJA", "CLIENTE"};
constexpr std::array close_copies_for{"LA BOLSA", "QUIEN ENTREGA"};

PrintState state_of(Sent sent) {
    return sent == Sent::confirmed ? PrintState::confirmed
           : sent == Sent::sent    ? PrintState::sent
                                   : PrintState::doubtful;
}

bool gives_cash(const Receipt& receipt) {
    return receipt.copy_number == 0 && std::any_of(receipt.tenders.begin(), receipt.tenders.end(),
                                                   [](const Tender& tender) { return tender.method == Method::cash; });
}

}  // namespace

PaperController::PaperController(Workplace& place, QObject* parent) : QObject(parent), place_(place) {
    place_.store.doubt_interrupted_papers();
    prepare_paper();
    const auto last = place_.store.last_payment();
    const auto payment = last ? place_.store.payment(last->id) : std::nullopt;
    const auto session = payment ? place_.store.session(payment->session) : std::nullopt;
    if (session && (!session->closed_at || last->print_state == "doubtful")) show_last(*payment);
}

int PaperController::doubtful() const { return static_cast<int>(place_.store.payments_in_doubt().size()); }

void PaperController::say(const QString& text, const char* tone) {
    said_ = {{QStringLiteral("text"), text}, {QStringLiteral("tone"), QLatin1String(tone)}};
    Q_EMIT saidChanged();
}

void PaperController::hush() {
    if (said_.isEmpty()) return;
    said_.clear();
    Q_EMIT saidChanged();
}

QString PaperController::trouble_of(Sent sent) const {
    if (came_out(sent)) return {};
    if (place_.config.printer.empty()) return tr("No se pudo guardar el PDF");
    if (sent == Sent::no_paper) return tr("Impresora sin papel");
    return sent == Sent::stuck ? tr("La impresora no responde") : tr("La impresora no está conectada");
}

void PaperController::note_printer(Sent sent) {
    trouble_ = trouble_of(sent);
    Q_EMIT changed();
}

bool PaperController::put(Document document, PrintQueue::Then then) {
    const auto printer = place_.config.printer;
    const int columns = place_.config.printer_columns;
    const auto file = place_.data / "recibos" / document.file.toStdString();
    return queue_.add(
        [printer, columns, file, document = std::move(document)] {
            if (!printer.empty())
                return send_to_printer(
                    printer, escpos(document.lines, {.columns = columns, .open_drawer = document.open_drawer}));
            std::filesystem::create_directories(file.parent_path());
            write_pdf(document.lines, QString::fromStdString(file.string()));
            return Sent::sent;
        },
        std::move(then));
}

void PaperController::show_last(const StoredPayment& payment) {
    const Receipt receipt = receipt_of(place_.office, payment, 0);
    const auto last = place_.store.last_payment();
    const std::string state = last && last->id == payment.id ? last->print_state : std::string();
    last_payment_ = payment.id;
    last_ = {{QStringLiteral("folio"), words(receipt.folio)},
             {QStringLiteral("amount"), words(receipt.amount)},
             {QStringLiteral("change"), words(receipt.change())},
             {QStringLiteral("name"), words(receipt.contract.customer_name)},
             {QStringLiteral("number"), words(receipt.contract.number)},
             {QStringLiteral("time"), clock_time(receipt.taken_at)},
             {QStringLiteral("debtsLeft"), receipt.debts_left},
             {QStringLiteral("cancelled"), receipt.cancelled.has_value()},
             {QStringLiteral("paper"), state == "doubtful" ? QStringLiteral("doubtful")
                                       : state == "queued" ? QStringLiteral("waiting")
                                                           : QStringLiteral("sent")}};
    Q_EMIT changed();
}

void PaperController::print_receipt(const StoredPayment& payment, const PrintJob& job) {
    const Receipt receipt = receipt_of(place_.office, payment, job.copy_number);
    if (job.copy_number == 0) show_last(payment);
    QString file = words(receipt.folio);
    if (job.copy_number > 0) file += u'-' + QString::number(job.copy_number);
    const bool taken = put({receipt_lines(receipt), file + QStringLiteral(".pdf"), gives_cash(receipt)},
                           [this, job, receipt](Sent sent) { paper_done(job, receipt, sent); });
    if (!taken) paper_done(job, receipt, Sent::stuck);
}

// What the printer made of a job is kept, shown and said: the payment stands in any case, and only its paper is in
// doubt.
void PaperController::paper_done(const PrintJob& job, const Receipt& receipt, Sent sent) {
    const auto settled = guarded([&]() -> Result<Done> {
        settle_print(place_.office, job, state_of(sent));
        return Done{};
    });
    if (!settled) say(problem_of(settled.refusal()).value(QStringLiteral("text")).toString(), "bad");
    if (job.copy_number > 0 && came_out(sent)) place_.link.wake();
    note_printer(sent);
    if (job.payment == last_payment_) {
        last_.insert(QStringLiteral("paper"), came_out(sent) ? QStringLiteral("sent") : QStringLiteral("doubtful"));
        if (job.copy_number > 0 && came_out(sent)) last_.insert(QStringLiteral("copy"), job.copy_number);
        Q_EMIT changed();
    }
    const QString folio = words(receipt.folio);
    if (!came_out(sent))
        say(tr("%1. El cobro %2 está guardado; no es seguro que su comprobante haya salido. Reimprímalo con F12.")
                .arg(trouble_, folio),
            "warning");
    else if (job.copy_number > 0)
        say(tr("Reimpresión %1 del folio %2.").arg(job.copy_number).arg(folio), "good");
}

void PaperController::two_copies_done(Sent sent, const QString& what) {
    note_printer(sent);
    if (came_out(sent))
        say(tr("%1: dos copias impresas.").arg(what), "good");
    else
        say(tr("%1. Está guardado; falta el papel: %2.").arg(trouble_, what), "warning");
}

void PaperController::print_cancellation(const Receipt& receipt) {
    if (const auto payment = place_.store.payment(last_payment_);
        payment && words(receipt.folio) == last_.value(QStringLiteral("folio")))
        show_last(*payment);
    const QString folio = words(receipt.folio);
    for (std::size_t i = 0; i < copies_for.size(); ++i) {
        const bool final_copy = i + 1 == copies_for.size();
        const bool taken =
            put({cancellation_lines(receipt, copies_for.at(i)),
                 QStringLiteral("%1-CANCELADO-%2.pdf").arg(folio).arg(i + 1), i == 0 && gives_cash(receipt)},
                [this, folio, final_copy](Sent sent) {
                    if (final_copy || !came_out(sent)) two_copies_done(sent, tr("cancelación del folio %1").arg(folio));
                });
        if (!taken) two_copies_done(Sent::stuck, tr("cancelación del folio %1").arg(folio));
    }
    Q_EMIT changed();
}

void PaperController::print_close(const CloseSlip& slip) {
    const QString what = tr("corte del turno %1").arg(slip.session_number);
    for (std::size_t i = 0; i < close_copies_for.size(); ++i) {
        const bool final_copy = i + 1 == close_copies_for.size();
        const bool taken = put({close_lines(slip, close_copies_for.at(i)),
                                QStringLiteral("corte-%1-%2.pdf").arg(slip.session_number).arg(i + 1), false},
                               [this, what, final_copy](Sent sent) {
                                   if (final_copy || !came_out(sent)) two_copies_done(sent, what);
                               });
        if (!taken) two_copies_done(Sent::stuck, what);
    }
}

void PaperController::reprintLast() {
    const QString folio = last_.value(QStringLiteral("folio")).toString();
    if (folio.isEmpty()) return say(tr("Todavía no hay cobros que reimprimir en esta caja."), "warning");
    reprint(folio);
}

void PaperController::reprint(const QString& folio) {
    const QString asked = folio.trimmed();
    if (asked.startsWith(QStringLiteral("corte"), Qt::CaseInsensitive)) {
        auto slip = guarded([&] { return close_slip_of(place_.office, asked.mid(5).trimmed().toLongLong()); });
        if (!slip) return say(problem_of(slip.refusal()).value(QStringLiteral("text")).toString(), "bad");
        slip->reprint = true;
        return print_close(*slip);
    }
    const auto payment = guarded([&] { return payment_of_folio(place_.office, asked.toStdString()); });
    if (!payment) return say(problem_of(payment.refusal()).value(QStringLiteral("text")).toString(), "bad");
    if (place_.store.cancellation(payment->id)) return print_cancellation(receipt_of(place_.office, *payment, 0));
    const auto copy = guarded([&]() -> Result<Reprint> { return office::reprint(place_.office, *payment); });
    if (!copy) return say(problem_of(copy.refusal()).value(QStringLiteral("text")).toString(), "bad");
    say(tr("Imprimiendo el folio %1…").arg(words(copy->receipt.folio)), "quiet");
    print_receipt(*payment, copy->print_job);
}

void PaperController::openDrawer(const QString& reason) {
    const auto noted = guarded([&] { return open_drawer(place_.office, reason.trimmed().left(120).toStdString()); });
    if (!noted) return say(problem_of(noted.refusal()).value(QStringLiteral("text")).toString(), "bad");
    place_.link.wake();
    if (place_.config.printer.empty())
        return say(tr("Esta caja no tiene un cajón conectado. Ábralo con su llave; el motivo quedó anotado."),
                   "warning");
    const auto printer = place_.config.printer;
    const bool taken =
        queue_.add([printer] { return send_to_printer(printer, drawer_pulse, {.needs_paper = false}); },
                   [this](Sent sent) {
                       // A drawer opens without paper too; only a printer that takes no bytes keeps it shut.
                       if (came_out(sent))
                           say(tr("Cajón abierto."), "good");
                       else
                           say(tr("El cajón no se abrió: %1. Ábralo con su llave; el motivo quedó anotado.")
                                   .arg(trouble_of(sent).toLower()),
                               "warning");
                   });
    if (!taken) say(tr("El cajón no se abrió: hay papeles en espera. Ábralo con su llave."), "warning");
}

void PaperController::settle(const QString& folio) {
    const auto payment = guarded([&] { return payment_of_folio(place_.office, folio.toStdString()); });
    if (!payment) return;
    place_.store.settle_papers(payment->id);
    if (payment->id == last_payment_) last_.insert(QStringLiteral("paper"), QStringLiteral("sent"));
    say(tr("El comprobante %1 está entregado.").arg(folio), "good");
    Q_EMIT changed();
}

void PaperController::forgetLast() {
    last_.clear();
    last_payment_ = {};
    hush();
    Q_EMIT changed();
}

}  // namespace aquacis::office
