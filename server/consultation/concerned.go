package consultation

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/trust"
)

// Concerned is the person whom a task of the office is about, with the numbers at which the office may call them: the person's
// own, then the company's; none where nobody gave one.
type Concerned struct {
	Name   string
	Side   Owner // Nobody: whoever it was has no part any more
	Phones []string
}

// peoplesTasks are the kinds of tasks that are about one person, who may have to be called.
var peoplesTasks = []string{TaskAlarm, TaskAbsent, TaskBriefing, TaskCannotCome, TaskDeclined, TaskNeed}

// Part is what a person does in the consultation.
func (c Consultation) Part(who account.UserID) Owner {
	switch {
	case who == account.UserID{}:
		return Nobody
	case who == c.HostUser:
		return Supplier
	case who == c.BuyerUser:
		return Buyer
	case c.interprets(who):
		return Interpreter
	}
	return Nobody
}

// Concerned are the people whom tasks are about, by task. What it says is for the office alone.
func (s *Service) Concerned(ctx context.Context, items []Item) (map[uuid.UUID]Concerned, error) {
	items = slices.DeleteFunc(slices.Clone(items), func(i Item) bool {
		return !slices.Contains(peoplesTasks, i.Source) || i.Concerns == account.UserID{}
	})
	var people []account.UserID
	var companies []account.CompanyID
	for _, i := range items {
		people, companies = append(people, i.Concerns), append(companies, i.SupplierCompany, i.BuyerCompany)
	}
	all := map[uuid.UUID]Concerned{}
	if len(items) == 0 {
		return all, nil
	}
	users, err := s.accounts.Users(ctx, people)
	if err != nil {
		return nil, err
	}
	phones, err := trust.Phones(ctx, s.db, companies...)
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		one := Concerned{Name: users[i.Concerns].Name, Side: i.Part(i.Concerns)}
		numbers := []string{}
		switch one.Side {
		case Supplier:
			numbers = append(numbers, phones[i.SupplierCompany])
		case Buyer:
			own, err := s.Phone(ctx, i.Consultation, Office)
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, own, phones[i.BuyerCompany])
		default:
		}
		for _, n := range numbers {
			if n != "" && !slices.Contains(one.Phones, n) {
				one.Phones = append(one.Phones, n)
			}
		}
		all[i.Task] = one
	}
	return all, nil
}
