package inquiry

import (
	"context"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
)

// Desk is what of inquiries waits for the office.
type Desk struct {
	Overdue  []Inquiry
	Signals  map[ID][]Signal
	Alarms   []Alarm
	Accounts []BankAccount
	RFQs     []RFQ
	Threads  map[ID]Inquiry // those of the signals and alarms
}

// Desk is the officers' list.
func (s *Service) Desk(ctx context.Context, v account.Viewer) (Desk, error) {
	d := Desk{Signals: map[ID][]Signal{}, Threads: map[ID]Inquiry{}}
	err := account.May(v, account.RunInquiries, account.Object{})
	if err != nil {
		return d, err
	}
	if d.Overdue, err = overdue(ctx, s.DB, s.clock()); err != nil {
		return d, err
	}
	signals, err := openSignals(ctx, s.DB)
	if err != nil {
		return d, err
	}
	if d.Alarms, err = openAlarms(ctx, s.DB); err != nil {
		return d, err
	}
	if d.Accounts, err = undecided(ctx, s.DB); err != nil {
		return d, err
	}
	if d.RFQs, err = waitingForOffice(ctx, s.DB); err != nil {
		return d, err
	}
	var ids []uuid.UUID
	for _, sig := range signals {
		d.Signals[sig.InquiryID] = append(d.Signals[sig.InquiryID], sig)
		ids = append(ids, sig.InquiryID.UUID)
	}
	for _, a := range d.Alarms {
		ids = append(ids, a.InquiryID.UUID)
	}
	threads, err := byIDs(ctx, s.DB, ids)
	for _, i := range threads {
		d.Threads[i.ID] = i
	}
	return d, err
}

// See puts the signals of a thread aside.
func (s *Service) See(ctx context.Context, v account.Viewer, id ID) error {
	if err := account.May(v, account.RunInquiries, account.Object{}); err != nil {
		return err
	}
	return seeSignals(ctx, s.DB, id, v.User, s.clock())
}

// Block keeps a thread's buyer from sending the maker more inquiries.
func (s *Service) Block(ctx context.Context, v account.Viewer, id ID) error {
	i, _, err := s.permitted(ctx, v, id, account.BlockBuyer)
	if err != nil {
		return err
	}
	return block(ctx, s.DB, i.Supplier, i.BuyerCompany, v.User, s.clock())
}

// Unblock lets a company ask again.
func (s *Service) Unblock(ctx context.Context, v account.Viewer, company account.CompanyID) error {
	supplier, _ := v.Company(account.Supplier)
	if err := account.May(v, account.BlockBuyer, account.Object{Supplier: supplier}); err != nil {
		return err
	}
	return unblock(ctx, s.DB, supplier, company)
}

// Blocked are the companies that may not ask the viewer's.
func (s *Service) Blocked(ctx context.Context, v account.Viewer) ([]account.CompanyID, error) {
	supplier, _ := v.Company(account.Supplier)
	if err := account.May(v, account.BlockBuyer, account.Object{Supplier: supplier}); err != nil {
		return nil, err
	}
	return blocked(ctx, s.DB, supplier)
}

// Callbacks are the numbers on file of makers.
func (s *Service) Callbacks(ctx context.Context, of ...account.CompanyID) (map[account.CompanyID]Callback, error) {
	return callbacks(ctx, s.DB, of)
}
