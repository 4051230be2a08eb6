#pragma once
// The list under the search field. Searches run on the worker's thread; only the last one's answer is shown, and only
// that one is opened: an Enter that comes before it waits.

#include <QAbstractListModel>

#include "field-app/core/search/search_worker.hpp"
#include "field-app/viewmodels/workplace.hpp"

namespace aquacis::office {

class SearchModel : public QAbstractListModel {
    Q_OBJECT
    Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged)
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY currentChanged)
    Q_PROPERTY(QString status READ status NOTIFY answered)  // "4 de 512,406 contratos en este equipo"
    Q_PROPERTY(bool searching READ searching NOTIFY searchingChanged)
    Q_PROPERTY(bool nameUnconfirmed READ nameUnconfirmed NOTIFY answered)  // found by a paper of no administration
public:
    enum Role { ContractRole = Qt::UserRole + 1, NameRole, PlaceRole, NumberRole, MeterRole, OwedRole, DebtsRole };

    explicit SearchModel(Workplace& place, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString query() const { return query_; }
    void setQuery(const QString& query);
    int current() const { return current_; }
    void setCurrent(int row);
    QString status() const;
    bool searching() const { return searching_; }
    bool nameUnconfirmed() const { return answer_.name_unconfirmed; }
    Q_INVOKABLE void move(int by);
    Q_INVOKABLE QString contractAt(int row) const;  // a contract's id, empty outside the list
    Q_INVOKABLE void refresh();                     // the same query again: what is owed has changed
    Q_INVOKABLE void choose();                      // Enter: the marked contract, of the answer to what is written now
    Q_INVOKABLE void scan(const QString& code);     // opens the contract that the code names exactly
    Q_INVOKABLE void clear();                       // the next person finds neither the query nor its rows

Q_SIGNALS:
    void chosen(const QString& contract);
    void queryChanged();
    void currentChanged();
    void answered();
    void searchingChanged();

private:
    enum class Waiting { nothing, marked, exact };
    void show(SearchAnswer answer);
    QString marked(const std::string& text) const;
    QString found_nothing() const;
    QString useless_code() const;

    Workplace& place_;
    QString query_;
    SearchAnswer answer_;
    int current_ = -1;
    bool searching_ = false;
    Waiting waiting_ = Waiting::nothing;  // what happens when the answer is here
    SearchWorker worker_;
};

}  // namespace aquacis::office
