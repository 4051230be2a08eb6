#include "field-app/viewmodels/search_model.hpp"

#include <utility>

#include "field-app/node/text.hpp"
#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {
namespace {

constexpr qsizetype longest_query = 120;

bool starts_with_any(const QString& word, const std::vector<std::string>& found, qsizetype& length) {
    const std::string folded = fold(word.toStdString());
    length = 0;
    for (const std::string& part : found)
        if (folded.starts_with(part)) length = std::max(length, static_cast<qsizetype>(part.size()));
    return length > 0;
}

}  // namespace

SearchModel::SearchModel(Workplace& place, QObject* parent)
    : QAbstractListModel(parent), place_(place), worker_(place.file(), [this](SearchAnswer answer) {
          QMetaObject::invokeMethod(
              this, [this, found = std::move(answer)]() mutable { show(std::move(found)); }, Qt::QueuedConnection);
      }) {
    refresh();
}

int SearchModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(answer_.hits.size());
}

QHash<int, QByteArray> SearchModel::roleNames() const {
    return {{ContractRole, "contract"}, {NameRole, "name"}, {PlaceRole, "place"}, {NumberRole, "number"},
            {MeterRole, "meter"},       {OwedRole, "owed"}, {DebtsRole, "debts"}};
}

// What was typed stands out: the beginnings of words that were found, and the blank between two of them.
QString SearchModel::marked(const std::string& text) const {
    QString styled;
    bool open = false;
    const QString all = words(text);
    for (qsizetype at = 0; at < all.size();) {
        const bool letter = all[at].isLetterOrNumber();
        qsizetype end = at;
        while (end < all.size() && all[end].isLetterOrNumber() == letter)
            ++end;
        const QString piece = all.mid(at, end - at);
        qsizetype length = 0;
        const bool found = letter && starts_with_any(piece, answer_.words, length);
        if (open && letter && !found) styled += QStringLiteral("</b>");
        if (!open && found) styled += QStringLiteral("<b>");
        if (letter) open = found;
        if (found && length < piece.size()) {
            styled += piece.left(length).toHtmlEscaped() + QStringLiteral("</b>") + piece.mid(length).toHtmlEscaped();
            open = false;
        } else if (open && !letter && piece != QStringLiteral(" ")) {
            styled += QStringLiteral("</b>") + piece.toHtmlEscaped();
            open = false;
        } else {
            styled += piece.toHtmlEscaped();
        }
        at = end;
    }
    if (open) styled += QStringLiteral("</b>");
    return styled;
}

// What each role of a hit's row shows; what was searched for is marked in place and number.
QVariant SearchModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const SearchHit& hit = answer_.hits.at(static_cast<std::size_t>(index.row()));
    switch (role) {
        case Qt::DisplayRole:
        case NameRole:
            return words(hit.customer_name);
        case ContractRole:
            return words(hit.contract.to_string());
        case PlaceRole:
            return marked(hit.place);
        case NumberRole:
            return marked(hit.number);
        case MeterRole:
            return hit.meter.empty() ? QString() : tr("medidor %1").arg(words(hit.meter));
        case OwedRole:
            return hit.owed.is_positive() ? words(hit.owed) : tr("Al corriente");
        case DebtsRole:
            return hit.debts == 0 ? QString() : hit.debts == 1 ? tr("1 recibo") : tr("%1 recibos").arg(hit.debts);
        default:
            return {};
    }
}

void SearchModel::setQuery(const QString& query) {
    if (query == query_) return;
    query_ = query.left(longest_query);
    waiting_ = Waiting::nothing;  // whoever types on does not mean what was written before
    Q_EMIT queryChanged();
    refresh();
}

void SearchModel::refresh() {
    searching_ = true;
    Q_EMIT searchingChanged();
    worker_.ask(query_.toStdString());
}

void SearchModel::choose() {
    if (searching_)
        waiting_ = Waiting::marked;
    else if (current_ >= 0)
        Q_EMIT chosen(contractAt(current_));
}

void SearchModel::scan(const QString& code) {
    setQuery(code);
    refresh();
    waiting_ = Waiting::exact;
}

void SearchModel::clear() {
    waiting_ = Waiting::nothing;
    query_.clear();
    beginResetModel();
    answer_.hits.clear();
    answer_.query.clear();
    answer_.name_unconfirmed = false;
    answer_.useless.reset();
    current_ = -1;
    endResetModel();
    Q_EMIT queryChanged();
    Q_EMIT currentChanged();
    refresh();
}

// The answer to what is asked now, and none to what was asked before. The row that was marked stays marked, and an
// Enter that came before the answer opens it now.
void SearchModel::show(SearchAnswer answer) {
    if (words(answer.query) != query_) return;
    const QString kept = answer_.query == answer.query ? contractAt(current_) : QString();
    beginResetModel();
    answer_ = std::move(answer);
    current_ = answer_.hits.empty() ? -1 : 0;
    for (int row = 0; row < rowCount(); ++row)
        if (contractAt(row) == kept) current_ = row;
    endResetModel();
    searching_ = false;
    Q_EMIT searchingChanged();
    Q_EMIT answered();
    Q_EMIT currentChanged();
    const Waiting waited = std::exchange(waiting_, Waiting::nothing);
    const bool open = waited == Waiting::marked || (waited == Waiting::exact && (answer_.exact || rowCount() == 1));
    if (open && current_ >= 0) Q_EMIT chosen(contractAt(current_));
}

void SearchModel::setCurrent(int row) {
    if (row == current_ || row < 0 || row >= rowCount()) return;
    current_ = row;
    Q_EMIT currentChanged();
}

void SearchModel::move(int by) { setCurrent(std::clamp(current_ + by, 0, std::max(0, rowCount() - 1))); }

QString SearchModel::contractAt(int row) const {
    if (row < 0 || row >= rowCount()) return {};
    return words(answer_.hits.at(static_cast<std::size_t>(row)).contract.to_string());
}

QString SearchModel::useless_code() const {
    if (answer_.useless->misread)
        return tr("El código %1 no se leyó bien. Escanéelo otra vez, o busque a la persona por su nombre.").arg(query_);
    return tr("Ese código es de %1: aquí no se cobra. Se paga en una caja de allá; si la persona también tiene "
              "contrato "
              "aquí, búsquela por su nombre.")
        .arg(words(place_.config.name_of(answer_.useless->administration)));
}

QString SearchModel::found_nothing() const {
    if (answer_.useless) return useless_code();
    if (answer_.unknown) {
        const QString number = words(answer_.unknown->number);
        return answer_.unknown->check_digit_wrong ? tr("El contrato %1 no existe; revise el último dígito.").arg(number)
                                                  : tr("El contrato %1 no está en este equipo. Revise el número; los "
                                                       "nuevos llegan cuando hay conexión.")
                                                        .arg(number);
    }
    if (query_.startsWith(QStringLiteral("http"), Qt::CaseInsensitive))
        return tr("Ese código es el del SAT. Escanee el código de barras del recibo.");
    return tr("Ninguno de %1 contratos. Busque por nombre, calle y número, contrato o medidor.")
        .arg(grouped(answer_.contracts));
}

QString SearchModel::status() const {
    if (answer_.query.empty()) return tr("%1 contratos en este equipo").arg(grouped(answer_.contracts));
    if (answer_.hits.empty()) return found_nothing();
    if (answer_.hits.size() == Searcher::most_hits) return tr("Hay más de 20: agregue calle, número o apellido.");
    const QString text =
        tr("%1 de %2 contratos en este equipo").arg(answer_.hits.size()).arg(grouped(answer_.contracts));
    return answer_.corrected ? text + tr(", parecidos a lo escrito") : text;
}

}  // namespace aquacis::office
