// Package demo owns the invented office that `etrade demo` shows: companies, people, hours, products and consultations,
// written through the topics' own services, so that it can be nothing that the portal could not hold. It leaves how
// anything looks or works to the topics. Every name, number and statement here is invented.
package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/briefing"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/intake"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/refill"
	"github.com/etradeoffice/portal/server/saved"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/studio"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/server/walkin"
	"github.com/etradeoffice/portal/server/wanted"
)

// Password opens the six sign-ins of the demo.
const Password = "etrade-demo"

// OfficeCode begins the demo's numbers.
const OfficeCode = "SW"

// Office is where the demo is written.
type Office struct {
	Account  *account.Service
	Trust    *trust.Service
	Catalog  *catalog.Service
	Studio   *studio.Service
	Intake   *intake.Service
	Schedule *schedule.Service
	// Interpreter and Briefing are the third seat's.
	Interpreter *interpreter.Service
	Briefing    *briefing.Service
	// Consultation and Deal write the present and the past. Held and Deal go by Clock.
	Consultation *consultation.Service
	Held         *consultation.Service
	WalkIn       *walkin.Service // of the present
	Rung         *walkin.Service // of the past, by Clock
	Refill       *refill.Service
	Integration  *integration.Service
	Saved        *saved.Service
	SavedOnce    *saved.Service // of the past, by Clock
	WantedOnce   *wanted.Service
	Inquiry      *inquiry.Service // by Clock
	Deal         *deal.Service
	Clock        *Clock
	Media        *media.Service
	Files        blob.Store
	Now          func() time.Time
}

// known are the ids that later parts of the demo name.
type known struct {
	companies map[string]account.CompanyID // "A" to "F", "B1" to "B8"
	desks     map[string]account.DeskID
	people    map[string]account.UserID // by mail address
}

// Seed writes the demo once. One sign-in is written last: where it is there, everything is; a start that was broken off
// goes on where it stopped.
func (o Office) Seed(ctx context.Context, say func(string)) error {
	switch done, err := o.done(ctx); {
	case err != nil:
		return err
	case done:
		return o.again(ctx)
	}
	say("Loading the demonstration: invented companies, people and consultations ...")
	k := known{companies: map[string]account.CompanyID{}, desks: map[string]account.DeskID{}, people: map[string]account.UserID{}}
	for _, part := range []struct {
		name  string
		write func(context.Context, known) error
	}{
		{"companies", o.writeCompanies}, {"desks", o.writeDesks}, {"people", o.writePeople}, {"trust", o.writeTrust},
		{"hours", o.writeHours}, {"catalog", o.writeCatalog},
		{"past consultations", o.writeHeld}, {"sign-ins", o.writeSignIns}, {"coming consultations", o.writeComing}, {"ties", o.writeTies}, {"rings", o.writeRings}, {"inquiries", o.writeInquiries}, {"waitlist", o.writeWaits}, {"programme", o.writeProgramme}, {"webhook", o.writeWebhook}, {"invitation", o.writeInvitation}, {"studio", o.writeStudio}, {"buyers", o.writeBuyers}, {"import", o.writeImport}, {"lists and wishes", o.writeKept}, {"media", o.writeMedia}, {"last sign-in", o.writeLast},
	} {
		if err := part.write(ctx, k); err != nil {
			return fmt.Errorf("demo %s: %w", part.name, errors.Join(err, fieldsOf(err)))
		}
	}
	return nil
}

// again makes a later start as good as the first: the drawings lie in this data folder, and a room is open soon.
func (o Office) again(ctx context.Context) error {
	if _, err := o.writePictures(ctx); err != nil {
		return fmt.Errorf("demo pictures: %w", err)
	}
	if err := o.reopenLobby(ctx); err != nil {
		return fmt.Errorf("demo consultation: %w", err)
	}
	return nil
}

// done looks for the last thing that Seed writes.
func (o Office) done(ctx context.Context) (bool, error) {
	_, err := o.Account.UserByEmail(ctx, last.email)
	if problem.Is(err, problem.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for the demo: %w", err)
	}
	return true, nil
}

// fieldsOf says which fields of the demo's data a topic refused.
func fieldsOf(err error) error {
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok || len(refusal.Fields) == 0 {
		return nil
	}
	return fmt.Errorf("fields %v", refusal.Fields)
}
