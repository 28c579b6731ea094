// Command masthead is a newsroom in one program. Its sub-commands are listed by
// `masthead --help`; docs/operations.md tells more of each.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"masthead/internal/app"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	catalogue "masthead/internal/kit/words"
	"masthead/words"

	"github.com/alecthomas/kong"
)

// The exit codes (architecture §7).
const (
	done     = 0
	failed   = 1
	wrongUse = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// commands is the command line; each command is a file of this folder.
type commands struct {
	Init    initCommand    `cmd:"" help:"Make an outlet."`
	Serve   serveCommand   `cmd:"" help:"Serve the readers' site."`
	Import  importCommand  `cmd:"" help:"Bring an archive or single pages in."`
	Check   checkCommand   `cmd:"" help:"Look for damage, missing files and dead links between records."`
	Person  personCommand  `cmd:"" help:"People who work here, and what they may do."`
	Token   tokenCommand   `cmd:"" help:"Tokens by which programs act for people."`
	Webhook webhookCommand `cmd:"" help:"Addresses outside that are told of what is published."`
	Outlet  outletCommand  `cmd:"" help:"The outlet's settings, and what it is made of."`
	Topic   topicCommand   `cmd:"" help:"Running subjects that stories belong to."`
	Memory  memoryCommand  `cmd:"" help:"The translation memory as a file."`
	Theme   themeCommand   `cmd:"" help:"The look of the readers' site."`
	Demo    demoCommand    `cmd:"" help:"A ready newsroom to try."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// common is what most commands need to find the outlet.
type common struct {
	Data     string `help:"Folder of the outlet's data." placeholder:"DIR"`
	Database string `help:"Address of the database, if it is not in the data folder." placeholder:"URL"`
	Media    string `help:"Where pictures are kept, if not in the data folder: file:DIR or s3://…" placeholder:"URL"`
	Log      string `help:"How the log is written: text or json." placeholder:"FORM"`
}

// console is where a command speaks.
type console struct {
	ctx      context.Context
	env      func(string) string
	in       io.Reader
	out, err io.Writer
}

// config reads the settings that go with the flags.
func (c common) config(con *console) (app.Config, error) {
	return app.ReadConfig(app.Config{Data: c.Data, Database: c.Database, Media: c.Media, Log: c.Log}, con.env)
}

// at opens the outlet that the settings name, for a command that ends soon.
func (c common) at(con *console, f func(*app.Program) error) error {
	config, err := c.config(con)
	if err != nil {
		return err
	}
	p, err := app.OpenOutlet(con.ctx, config, con.log(config, slog.LevelWarn))
	if err != nil {
		return err
	}
	defer p.Close()
	return f(p)
}

// log makes the log that a configuration asks for. It goes to standard error.
func (con *console) log(c app.Config, level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if c.Log == "json" {
		return slog.New(slog.NewJSONHandler(con.err, options))
	}
	return slog.New(slog.NewTextHandler(con.err, options))
}

// run is the program as a function: tests call it as the shell does.
func run(ctx context.Context, args []string, env func(string) string, out, errOut io.Writer) int {
	con := &console{ctx: ctx, env: env, in: os.Stdin, out: out, err: errOut}
	var line commands
	exit := -1
	parser, err := kong.New(&line, kong.Name("masthead"), kong.Writers(out, errOut), kong.Exit(func(code int) { exit = code }), kong.Bind(con),
		kong.Description("A newsroom in one program: an outlet's editions in every language for its readers, with search and what is read most; an API, tokens and webhooks for programs; the import of archives. The desk where people write is not part of this release."))
	if err != nil {
		fmt.Fprintln(errOut, "masthead:", err)
		return failed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if exit >= 0 { // help was asked for and given
		return exit
	}
	if err != nil {
		fmt.Fprintf(errOut, "masthead: %v; see masthead --help\n", err)
		return wrongUse
	}
	if err := chosen.Run(con); err != nil {
		fmt.Fprintln(errOut, "masthead:", con.explain(err))
		if f, ok := fault.As(err); ok && f.Key == "app.data_missing" {
			return wrongUse
		}
		return failed
	}
	return done
}

// explain gives the one line that a person reads: the sentence of a fault, else the
// error itself.
func (con *console) explain(err error) string {
	if _, ok := fault.As(err); !ok {
		return err.Error()
	}
	said, loadErr := catalogue.Load(words.Files, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if loadErr != nil {
		return err.Error()
	}
	return said.Explain(lang.English, err)
}
