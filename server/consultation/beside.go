package consultation

import (
	"context"
	"fmt"
	"strings"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Beside is what a booking says beside its topic. It stands in tables of its own, so that bookings without it stay as quick as
// they are.
type Beside struct {
	Colleagues []string // addresses of those who come along, beside those of the draft
	Phone      string   // E.164, of who comes for the buyer; for the other side and the office
}

// String tells two of them apart; "" for none.
func (b Beside) String() string {
	if b.none() {
		return ""
	}
	return fmt.Sprintf(" %q %s", b.Colleagues, b.Phone)
}

func (b Beside) none() bool { return len(b.Colleagues) == 0 && b.Phone == "" }

// keepBeside writes it in the transaction that makes the request. What stands in a draft that is over comes along.
func (s *Service) keepBeside(ctx context.Context, tx postgres.Tx, c Consultation, draft ID, b Beside) error {
	if draft != (ID{}) && draft != c.ID {
		if err := carryBeside(ctx, tx, draft, c.ID); err != nil {
			return err
		}
	}
	if len(b.Colleagues) > 0 {
		if _, err := addColleagues(ctx, tx, c.ID, b.Colleagues, s.Now()); err != nil {
			return err
		}
	}
	if b.Phone == "" {
		return nil
	}
	return upsertPhone(ctx, tx, c.ID, b.Phone)
}

// PhoneOf reads a phone number as people write it and gives it as E.164: "+49 (0)221 123 45" is "+4922112345". Empty stays
// empty; one without its country is refused.
func PhoneOf(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", nil
	}
	text := strings.NewReplacer("(0)", "", " ", "", "\u00a0", "", "-", "", ".", "", "/", "", "(", "", ")", "", "＋", "+").Replace(typed)
	if rest, ok := strings.CutPrefix(text, "00"); ok {
		text = "+" + rest
	}
	digits, international := strings.CutPrefix(text, "+")
	isDigits := strings.Trim(digits, "0123456789") == ""
	var code string
	switch {
	case !isDigits || len(digits) < 7 || len(digits) > 15:
		code = "phone_invalid"
	case !international || digits[0] == '0':
		code = "phone_country"
	default:
		return "+" + digits, nil
	}
	return "", problem.InvalidFields(problem.Field{Name: "phone", Code: code})
}

// Phone is the number of who comes for the buyer, as the sides of the talk and the office may read it; "" for everybody else.
func (s *Service) Phone(ctx context.Context, c Consultation, side Owner) (string, error) {
	switch side {
	case Buyer, Supplier, Office:
		return phoneOf(ctx, s.db, c.ID)
	default:
		return "", nil
	}
}
