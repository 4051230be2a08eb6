#pragma once
// The view models as QML knows them: `import Aquacis.Till`. Each is the one that its window made; qmllint knows their
// properties by what is made of this header.

#include <QQmlEngine>

#include "field-app/office/till_window.hpp"

namespace aquacis::office {

// The window gives its objects to its engine by name.
template <class Model>
Model* of_window(const QQmlEngine* engine, const char* name) {
    auto* model = qobject_cast<Model*>(engine->property(name).template value<QObject*>());
    QJSEngine::setObjectOwnership(model, QJSEngine::CppOwnership);
    return model;
}

struct BillsInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::BillHistory)
    QML_NAMED_ELEMENT(Bills)
    QML_SINGLETON
public:
    static aquacis::office::BillHistory* create(QQmlEngine* engine, QJSEngine*) {
        return of_window<aquacis::office::BillHistory>(engine, "Bills");
    }
};

struct StartInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::Start)
    QML_NAMED_ELEMENT(Start)
    QML_SINGLETON
public:
    static aquacis::office::Start* create(QQmlEngine* engine, QJSEngine*) {
        return of_window<aquacis::office::Start>(engine, "Start");
    }
};

struct ScansInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::field::ScanFilter)
    QML_NAMED_ELEMENT(Scans)
    QML_SINGLETON
public:
    static aquacis::field::ScanFilter* create(QQmlEngine* engine, QJSEngine*) {
        return of_window<aquacis::field::ScanFilter>(engine, "Scans");
    }
};

struct LinkInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::LinkStatus)
    QML_NAMED_ELEMENT(Link)
    QML_SINGLETON
public:
    static aquacis::office::LinkStatus* create(QQmlEngine* engine, QJSEngine*) {
        return of_window<aquacis::office::LinkStatus>(engine, "Link");
    }
};

struct SessionInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::SessionController)
    QML_NAMED_ELEMENT(Session)
    QML_SINGLETON
public:
    static aquacis::office::SessionController* create(QQmlEngine* engine, QJSEngine*) {
        return of_window<aquacis::office::SessionController>(engine, "Session");
    }
};

struct ShiftInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::ShiftController)
    QML_NAMED_ELEMENT(Shift)
    QML_SINGLETON
public:
    static aquacis::office::ShiftController* create(QQmlEngine* engine, QJSEngine*) {
        return of_window<aquacis::office::ShiftController>(engine, "Shift");
    }
};

struct PaperInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::PaperController)
    QML_NAMED_ELEMENT(Paper)
    QML_SINGLETON
public:
    static aquacis::office::PaperController* create(QQmlEngine* engine, QJSEngine*) {
        return of_window<aquacis::office::PaperController>(engine, "Paper");
    }
};

struct SearchInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::SearchModel)
    QML_NAMED_ELEMENT(Search)
    QML_SINGLETON
public:
    static aquacis::office::SearchModel* create(QQmlEngine* engine, QJSEngine*) {
        return of_window<aquacis::office::SearchModel>(engine, "Search");
    }
};

struct TillInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::TillController)
    QML_NAMED_ELEMENT(Till)
    QML_SINGLETON
public:
    static aquacis::office::TillController* create(QQmlEngine* engine, QJSEngine*) {
        return of_window<aquacis::office::TillController>(engine, "Till");
    }
};

struct ExplainInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::Explanation)
    QML_NAMED_ELEMENT(Explain)
    QML_SINGLETON
public:
    static aquacis::office::Explanation* create(QQmlEngine* engine, QJSEngine*) {
        return of_window<aquacis::office::Explanation>(engine, "Explain");
    }
};

struct CountModelInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::CountModel)
    QML_ANONYMOUS
};

struct DebtModelInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::DebtModel)
    QML_ANONYMOUS
};

struct PaymentListInQml {
    Q_GADGET
    QML_FOREIGN(aquacis::office::PaymentList)
    QML_ANONYMOUS
};

}  // namespace aquacis::office
