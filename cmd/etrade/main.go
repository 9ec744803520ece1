// Command etrade is the whole e-Trade Office in one program: the portal, the live rooms, their media and the jobs, with a
// private PostgreSQL and Redis where none is named. It owns settings, the order of starting and stopping, and the sentences
// for an operator whose machine is in the way; what the office does is in server and signaling.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	_ "time/tzdata" // zones on machines that have none

	"github.com/alecthomas/kong"
)

// cli is every command; each setting is a flag, an environment variable and a YAML key.
type cli struct {
	Config kong.ConfigFlag `help:"Read settings from a YAML file; its keys are the names of the flags." type:"path" placeholder:"FILE"`

	Demo    demoCommand    `cmd:"" help:"Start everything with invented companies, people and consultations."`
	Serve   serveCommand   `cmd:"" help:"Start the office."`
	Migrate migrateCommand `cmd:"" help:"Bring the database's tables to this version."`
	User    userCommand    `cmd:"" help:"People of the office."`
	Token   tokenCommand   `cmd:"" help:"Bearer tokens for the API."`
	HS      hsCommand      `cmd:"" name:"hs" help:"Customs codes."`
	Verify  verifyCommand  `cmd:"" help:"Check an endorsement's file, without a network."`
	Key     keyCommand     `cmd:"" help:"A desk's own key for endorsements."`
	Doctor  doctorCommands `cmd:"" help:"Look at what the office needs, or whether it is reached, and say what is wrong."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

func main() {
	// The first Ctrl-C (or SIGTERM) asks for an orderly end; with the handler gone, a second one ends at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	if err := execute(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintf(os.Stderr, "etrade: %v\n", err)
		os.Exit(1)
	}
}

// errHelp ends a run that only printed help.
var errHelp = errors.New("help was printed")

// execute is the program without its process: tests call it. Lines for the person go to out, logs to log.
func execute(ctx context.Context, args []string, out, log *os.File) (err error) {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("etrade"),
		kong.Description("The e-Trade Office: catalog, consultations and live video of a city's electronic trade office."),
		kong.Configuration(loadYAML),
		kong.Writers(out, log),
		kong.Exit(func(int) { panic(errHelp) }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(terminal{out: out, log: log}),
	)
	if err != nil {
		return err
	}
	defer func() {
		recovered := recover()
		if helped, ok := recovered.(error); recovered != nil && (!ok || !errors.Is(helped, errHelp)) {
			panic(recovered)
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		return fmt.Errorf("%w; see `etrade --help`", err)
	}
	return sentence(command.Run())
}

// terminal is where a run prints.
type terminal struct{ out, log *os.File }

func (t terminal) say(line string) { _, _ = fmt.Fprintln(t.out, line) }
