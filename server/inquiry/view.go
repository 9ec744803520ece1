package inquiry

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/trust"
)

// BasketPage is "inquiry/basket": what is to be asked of whom.
type BasketPage struct {
	Groups     []BasketGroup
	Message    string
	Lang       string
	Languages  []string
	Currencies []string
	Signed     bool // in
	Buyer      bool
	Open, Most int // inquiries without an answer
	Due        time.Time
	Problem    error
}

// BasketGroup is one company's part.
type BasketGroup struct {
	Maker catalog.Maker
	Speed Speed
	Lines []BasketLine
}

// BasketLine is one product, as typed.
type BasketLine struct {
	Item
	Product catalog.Product
}

// ListPage is "inquiry/list": the inquiries of the viewer's company.
type ListPage struct {
	Side   Side
	Rows   []Row
	Waits  int // makers: how many wait for an answer
	Basket int // lines in it
	Sent   int // just now
}

// Row is an inquiry in a list.
type Row struct {
	Inquiry
	Other account.Company // the other side
	To    account.Company // the maker, for the office
	Speed Speed           // of the maker
	Lines []Line
	Late  bool
	Alarm bool
}

// ThreadPage is "inquiry/thread".
type ThreadPage struct {
	Thread
	BuyerAt    account.Company
	MakerAt    account.Company
	Trust      trust.Standing // of the other side; for the office of the buyer
	Speed      Speed
	Said       []Saying
	Contacts   []Contact // of the other side, when both have agreed
	Callback   *Callback
	Alarmed    bool // an alarm is open
	Late       bool
	Done       string
	Text       string // as typed
	Lang       string
	Languages  []string
	Results    []string
	MoveLegal  map[string]bool
	FileMost   int // megabytes
	FilesMost  int
	FirstSKU   string
	MayConfirm bool
	Problem    error
}

// Saying is a message as the viewer sees it.
type Saying struct {
	Message
	Name   string
	Shown  string // with addresses taken out while they are hidden
	Hidden bool   // something was taken out
	Mine   bool
	Files  []File
	Alarm  bool // it names an account that is not registered
	Alike  bool // it names a domain that imitates a known one
}

// Contact is how to reach somebody without the portal.
type Contact struct {
	Name  string
	Email string
}

// SettingsPage is "inquiry/settings": a maker's accounts and blocked companies.
type SettingsPage struct {
	Accounts []BankAccount
	Callback *Callback
	Blocked  []account.Company
	Label    string // as typed
	Done     string
	Problem  error
}

// DeskPage is "desk/inquiries".
type DeskPage struct {
	Overdue  []Row
	Signals  []SignalRow
	Alarms   []AlarmRow
	Accounts []AccountRow
	RFQs     []RFQRow
	Find     string    // makers by these words
	Pick     MakerPick // whose number on file may be kept
	Number   string    // as typed
	Done     string
	Problem  error
}

// SignalRow is a thread with its signals.
type SignalRow struct {
	Row
	Signals []Signal
}

// AlarmRow is an open alarm with its thread.
type AlarmRow struct {
	Alarm
	Thread Row
}

// AccountRow is an account that waits for officers.
type AccountRow struct {
	BankAccount
	Maker    account.Company
	Callback *Callback
	Mine     bool // the viewer has called: another officer must decide
}

// RFQListPage is "rfq/list".
type RFQListPage struct {
	Mine   []RFQRow
	Open   []RFQRow
	Buyer  bool
	Maker  bool
	Signed bool
}

// RFQRow is an offer in a list.
type RFQRow struct {
	RFQ
	From  account.Company
	Taken bool // makers can answer
}

// RFQFormPage is "rfq/form".
type RFQFormPage struct {
	Code        string // of a draft; "" for a new one
	Form        RFQForm
	Note        string
	Units       []string
	Frequencies []string
	Currencies  []string
	Incoterms   []string
	Languages   []string
	Levels      []int
	Find        string // makers by these words
	Pick        MakerPick
	Files       []RFQFile // of a draft
	FilesLost   bool      // files were chosen that the form could not keep
	FileMost    int       // megabytes
	FilesMost   int
	Most        time.Time
	Problem     error
}

// RFQPage is "rfq/page".
type RFQPage struct {
	RFQ
	From        account.Company
	For         []account.Company
	Files       []RFQFile
	MayOpen     bool // them
	Role        Side // Buyer is its buyer, Supplier a maker, Office an officer, "" others
	Takes       bool
	MayQuote    bool
	OwnHeld     bool // the viewer's own company, the buyer's or a maker's, is suspended
	MayModerate bool
	Mine        *Quote
	Grid        []QuoteRow
	Sort        string
	Sorts       []string
	RateLines   []string
	RateSource  string
	RateOn      time.Time
	Form        QuoteForm
	Products    []catalog.Hit
	Currencies  []string
	Incoterms   []string
	Samples     []string
	Left        int // quotes that are left this month
	Note        string
	Done        string
	Problem     error
}

// QuoteRow is a line of the grid.
type QuoteRow struct {
	GridRow
	Maker account.Company
	Trust trust.Standing
	Name  catalog.Texts // of its product
	Speed Speed
}
