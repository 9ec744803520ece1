package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// userCommand is what an operator does with people of the office.
type userCommand struct {
	Create userCreateCommand `cmd:"" help:"Make a person of the office, who then signs in by a code in the mail."`
}

type userCreateCommand struct {
	dataSettings
	Email string `help:"Mail address." required:"" placeholder:"ADDRESS"`
	Name  string `help:"Name, as others see it." required:"" placeholder:"NAME"`
	Role  string `help:"What the person is: officer, operator or interpreter." enum:"officer,operator,interpreter" default:"officer"`
	Lang  string `help:"Language of the interface." enum:"en,ko,de,ro,es,vi,ru,zh-Hans,ja" default:"ko"`
	Zone  string `help:"Time zone (IANA)." env:"ETRADE_OFFICE_ZONE" default:"Asia/Seoul" placeholder:"ZONE"`
	City  string `help:"City, as shown beside times." env:"ETRADE_OFFICE_CITY" default:"Suwon" placeholder:"NAME"`
}

// flagOf are the flags whose name differs from the form's field.
var flagOf = map[string]string{"place": "zone"}

// Run makes the person, or gives a known one the role.
func (c userCreateCommand) Run(ctx context.Context, t terminal) error {
	return withAccounts(ctx, c.dataSettings, t, func(accounts *account.Service) error {
		person, err := accounts.CreateUser(ctx, account.User{
			Email: c.Email, Name: c.Name, Lang: c.Lang, Languages: []string{c.Lang}, Zone: c.Zone, City: c.City,
		}, "")
		if problem.Is(err, problem.Conflict) {
			person, err = accounts.UserByEmail(ctx, c.Email)
		}
		if refusal, ok := errors.AsType[*problem.Error](err); ok && len(refusal.Fields) > 0 {
			var wrong []string
			for _, field := range refusal.Fields {
				wrong = append(wrong, "--"+cmp.Or(flagOf[field.Name], field.Name))
			}
			return fmt.Errorf("not a good value: %s", strings.Join(wrong, ", "))
		}
		if err != nil {
			return fmt.Errorf("create %s: %w", c.Email, err)
		}
		if err := accounts.Grant(ctx, person.ID, account.Grant{Role: account.Role(c.Role)}); err != nil {
			return fmt.Errorf("make %s %s: %w", c.Email, c.Role, err)
		}
		t.say(person.Name + " is " + c.Role + " and signs in by a code that is mailed to " + person.Email)
		return nil
	})
}
