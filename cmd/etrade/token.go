package main

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// tokenCommand is what an operator does with bearer tokens.
type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Print a new token; it is shown once."`
}

type tokenCreateCommand struct {
	dataSettings
	Email string        `help:"Mail address of the person whom the token stands for." required:"" placeholder:"ADDRESS"`
	Name  string        `help:"What the token is for." default:"command line"`
	Life  time.Duration `help:"How long it counts." default:"2160h"`
}

// Run prints the token alone, so that a script can take it.
func (c tokenCreateCommand) Run(ctx context.Context, t terminal) error {
	return withAccounts(ctx, c.dataSettings, t, func(accounts *account.Service) error {
		person, err := accounts.UserByEmail(ctx, c.Email)
		if problem.Is(err, problem.NotFound) {
			return fmt.Errorf("nobody here has the mail address %s: check the spelling", c.Email)
		}
		if err != nil {
			return fmt.Errorf("look for %s: %w", c.Email, err)
		}
		token, err := accounts.TokenCreate(ctx, person.ID, c.Name, c.Life)
		if err != nil {
			return fmt.Errorf("create a token for %s: %w", c.Email, err)
		}
		t.say(token)
		return nil
	})
}
