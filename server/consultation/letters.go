package consultation

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

// HandleJobs makes the queue write the mails and reminders, close rooms and sweep. The mails leave through mail.Job.
func (s *Service) HandleJobs(texts *locale.Texts, rooms control.Rooms) {
	w := writer{service: s, texts: texts}
	jobs.Handle(s.queue, w.inOrder)
	jobs.Handle(s.queue, w.remind)
	jobs.Handle(s.queue, func(ctx context.Context, j closeRoom) error { return rooms.End(ctx, j.Room, j.By) })
	jobs.Handle(s.queue, func(ctx context.Context, j extendRoom) error { return rooms.Extend(ctx, j.Room, j.Until) })
	jobs.Handle(s.queue, func(ctx context.Context, j sayInRoom) error { return s.say(ctx, rooms, j) })
	jobs.Handle(s.queue, func(ctx context.Context, j lateInRoom) error { return s.tellLate(ctx, rooms, j) })
	jobs.Handle(s.queue, func(ctx context.Context, j revokeSeat) error { return rooms.Revoke(ctx, j.Room, j.Person) })
	s.queue.Every(30*time.Second, "consultation_sweep", s.Sweep)
	s.queue.Every(24*time.Hour, "consultation_zones", s.CheckZones)
	s.queue.Every(24*time.Hour, "consultation_links", s.forgetLinks)
	s.queue.Every(24*time.Hour, "consultation_drafts", s.forgetDrafts)
	s.queue.Every(time.Minute, "consultation_nudge", w.nudge)
	s.queue.Every(watchEvery, "consultation_watch", s.watch)
}

// writer writes mails.
type writer struct {
	service *Service
	texts   *locale.Texts
}

// place is where somebody reads a time.
type place struct {
	Zone *time.Location
	City string
}

// cast is everybody a mail may speak of.
type cast struct {
	Supplier, Buyer           account.Company
	SupplierPlace, BuyerPlace place
}

// reader is one person who gets the mail.
type reader struct {
	account.User
	Side  Owner
	Mine  place    // where the person is
	Other place    // where the other side is
	Also  *place   // where a second side is, for who belongs to neither
	With  string   // the other company, in the reader's language
	Slug  string   // of the company that is asked, in URLs
	Meets *meeting // who meets and what about, where the letter says it
	Along bool     // a colleague of the buyer, without an account
}

// inOrder writes the mails of a notice when those of earlier versions have left, so that a reader gets them in the order
// of what happened.
func (w writer) inOrder(ctx context.Context, j letters) error {
	before, err := lettersBefore(ctx, w.service.db, j)
	if err != nil {
		return err
	}
	if before > 0 {
		return jobs.Later(time.Second)
	}
	return w.write(ctx, j)
}

// write writes the mails of a notice and puts them in the queue in one transaction, one a reader. A letter that is
// written already is not written again, so that the job may run twice.
func (w writer) write(ctx context.Context, j letters) error {
	c, err := find(ctx, w.service.db, ID{j.Consultation})
	if err != nil {
		return err
	}
	people, err := w.people(ctx, c, j)
	if err != nil {
		return err
	}
	near, err := w.near(ctx, c, j)
	if err != nil {
		return err
	}
	return w.service.db.Tx(ctx, func(tx postgres.Tx) error {
		for _, r := range people {
			j := j.to(r)
			fresh, err := insertLetter(ctx, tx, j, r.ID, w.service.Now())
			if err != nil {
				return err
			}
			if !fresh {
				continue
			}
			links, err := w.links(ctx, tx, c, j, r)
			if err != nil {
				return err
			}
			m, err := w.letter(c, j, r, links, near)
			if err != nil {
				return err
			}
			if err := errors.Join(w.service.queue.Insert(ctx, tx, mail.Job{Message: m}), w.wake(ctx, tx, c, j, r)); err != nil {
				return err
			}
		}
		return nil
	})
}

// remind writes the reminders of a version that still stands, while what they say is true.
func (w writer) remind(ctx context.Context, j reminder) error {
	c, err := find(ctx, w.service.db, ID{j.Consultation})
	if err != nil {
		return err
	}
	if c.Version != j.Version || c.State != Confirmed || tooLate(j.Which, c.StartsAt, w.service.Now()) {
		return nil
	}
	job := lettersOf(c, noticeReminder)
	job.Which, job.Reason, job.ReasonText = j.Which, "", ""
	return w.write(ctx, job)
}

// people are the readers of a notice.
func (w writer) people(ctx context.Context, c Consultation, j letters) ([]reader, error) {
	both, err := w.cast(ctx, c)
	if err != nil {
		return nil, err
	}
	meets, err := w.meeting(ctx, c, j, both)
	if err != nil {
		return nil, err
	}
	var found []reader
	for _, side := range c.sides(j.Notice, j.Which) {
		users, err := w.side(ctx, c, j, side)
		if err != nil {
			return nil, err
		}
		for _, u := range users {
			if u.ID.UUID != j.By && u.DisabledAt == nil {
				r := both.reader(u, side)
				r.Meets = meets
				found = append(found, r)
			}
		}
	}
	brought, err := w.colleagues(ctx, c, j, both)
	if err != nil {
		return nil, err
	}
	found = append(found, brought...)
	if j.Notice != noticeReminder {
		return found, nil
	}
	ids := make([]account.UserID, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	without, err := w.service.accounts.DoWithout(ctx, j.Which, ids)
	return slices.DeleteFunc(found, func(r reader) bool { return slices.Contains(without, r.ID) }), err
}

// colleagues are whom the buyer brings along, where the notice is theirs too. They read the buyer's language and clock.
func (w writer) colleagues(ctx context.Context, c Consultation, j letters, both cast) ([]reader, error) {
	if !along[j.Notice] || !j.Invited { // before that they have heard of nothing
		return nil, nil
	}
	all, err := w.service.Colleagues(ctx, c.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	host, err := w.service.accounts.User(ctx, c.BuyerUser)
	if err != nil {
		return nil, err
	}
	var found []reader
	for _, one := range all {
		if j.Notice == noticeInvited && !slices.Contains(j.People, one.ID) {
			continue
		}
		r := both.reader(account.User{ID: account.UserID{UUID: one.ID}, Email: one.Email, Name: one.Called(), Lang: host.Lang, Zone: host.Zone, City: host.City}, Buyer)
		r.Along = true
		found = append(found, r)
	}
	return found, nil
}

func (w writer) cast(ctx context.Context, c Consultation) (cast, error) {
	supplier, err := w.service.accounts.Company(ctx, c.SupplierCompany)
	if err != nil {
		return cast{}, err
	}
	buyer, err := w.service.accounts.Company(ctx, c.BuyerCompany)
	if err != nil {
		return cast{}, err
	}
	return cast{supplier, buyer, placeOf(c.SupplierZone, supplier.City), placeOf(c.BuyerZone, buyer.City)}, nil
}

// side are the people of one side: the principal where one is named, else the members. A host who has left the company
// since is no longer told; the others there are.
func (w writer) side(ctx context.Context, c Consultation, j letters, side Owner) ([]account.User, error) {
	accounts := w.service.accounts
	var one account.UserID
	switch side {
	case Buyer:
		one = c.BuyerUser
		if c.RequestedSide == Supplier {
			if seen, err := letThrough(ctx, w.service.db, c.ID); err != nil || !seen {
				return nil, err
			}
		}
	case Interpreter:
		return w.interpreters(ctx, c, j)
	case Supplier:
		members, err := accounts.Members(ctx, c.SupplierCompany)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(members, func(u account.User) bool { return u.ID == c.HostUser }); i >= 0 {
			return members[i : i+1], nil
		}
		if c.RequestedSide == Supplier {
			return members, nil
		}
		seen, err := letThrough(ctx, w.service.db, c.ID)
		if err != nil || !seen {
			return nil, err
		}
		return members, nil
	case Office:
		return accounts.Officers(ctx)
	default:
		return nil, nil
	}
	if one == (account.UserID{}) {
		return nil, nil
	}
	u, err := accounts.User(ctx, one)
	if problem.Is(err, problem.NotFound) {
		return nil, nil
	}
	return []account.User{u}, err
}

// interpreters are those whom a notice names, else those who have promised to come.
func (w writer) interpreters(ctx context.Context, c Consultation, j letters) ([]account.User, error) {
	var ids []account.UserID
	for _, id := range j.People {
		ids = append(ids, account.UserID{UUID: id})
	}
	if len(ids) == 0 && c.InterpreterState == InterpreterAccepted {
		ids = append(ids, c.InterpreterUser, c.SecondUser)
	}
	found, err := w.service.accounts.Users(ctx, ids)
	var all []account.User
	for _, id := range ids {
		if u, ok := found[id]; ok {
			all = append(all, u)
		}
	}
	return all, err
}

func placeOf(zone, city string) place {
	loc, err := schedule.LoadZone(zone)
	if err != nil {
		return place{time.UTC, "UTC"}
	}
	return place{loc, city}
}

// reader is a person with the own place first: that of the account, not the company's, since people travel and companies
// have branches.
func (b cast) reader(u account.User, side Owner) reader {
	r := reader{User: u, Side: side, Mine: placeOf(u.Zone, u.City), Other: b.SupplierPlace, With: CompanyIn(b.Supplier, u.Lang), Slug: b.Supplier.Slug}
	home := b.BuyerPlace
	switch side {
	case Supplier:
		home = b.SupplierPlace
		r.Other, r.With = b.BuyerPlace, CompanyIn(b.Buyer, u.Lang)
	case Interpreter:
		r.Other, r.Also = b.BuyerPlace, &b.SupplierPlace
		r.With = CompanyIn(b.Supplier, u.Lang) + " – " + CompanyIn(b.Buyer, u.Lang)
	case Office:
		r.Other = b.BuyerPlace
		r.With = CompanyIn(b.Supplier, u.Lang) + " – " + CompanyIn(b.Buyer, u.Lang)
	default:
	}
	if r.Mine.City == "" && r.Mine.Zone.String() == home.Zone.String() {
		r.Mine.City = home.City
	}
	return r
}

// CompanyIn is a company's name in a language, else in English.
func CompanyIn(c account.Company, lang string) string {
	if name := c.Names()[lang]; name != "" {
		return name
	}
	return c.NameEn
}
