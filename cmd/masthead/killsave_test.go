package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"masthead/internal/app"
	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/story"
)

// saveKills is how often a newsroom at work is killed on each engine.
const saveKills = 60

// deeds is what the writer does to each story, one transaction each, and what the
// database says of the story afterwards. standing[0] is before all of them.
var (
	deeds    = []string{"save", "publish", "rename", "publish again", "withdraw", "schedule", "publish instead"}
	standing = []string{
		"nothing",
		"rev 1",
		"rev 1, copy live old of rev 1, 1 addresses",
		"rev 2, copy live old of rev 1, 1 addresses",
		"rev 2, copy live new of rev 2, 2 addresses",
		"rev 2, copy withdrawn new of rev 2, 2 addresses",
		"rev 2, copy withdrawn new of rev 2, 2 addresses, planned, 1 jobs",
		"rev 2, copy live new of rev 2, 2 addresses", // the job goes with its plan
	}
)

// writeUntilKilled is the part of the process that is killed: it writes story after
// story and says each deed after its transaction was committed. A pipe has what was
// written to it when the call returns, whatever becomes of the writer.
func writeUntilKilled(out io.Writer) int {
	ctx := context.Background()
	c, err := app.ReadConfig(app.Config{}, os.Getenv)
	if err == nil {
		var p *app.Program
		if p, err = app.OpenOutlet(ctx, c, slog.New(slog.DiscardHandler)); err == nil {
			for i := 0; err == nil; i++ {
				err = writeOne(ctx, p, fmt.Sprintf("%s-%d", os.Args[1], i), out)
			}
		}
	}
	fmt.Fprintln(os.Stderr, err)
	return failed
}

func writeOne(ctx context.Context, p *app.Program, name string, out io.Writer) error {
	var id string
	order := func(o edition.Order) func() error {
		return func() error {
			o.Story, o.Lang = id, "en"
			_, err := p.Edition.Publish(ctx, o)
			return err
		}
	}
	for i, deed := range []func() error{
		func() error {
			return p.DB.Write(ctx, func(tx *db.Tx) error {
				s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"})
				if err != nil {
					return err
				}
				id = s.ID
				return saveText(ctx, tx, id, 0, name, "old-"+name)
			})
		},
		order(edition.Order{}),
		func() error {
			return p.DB.Write(ctx, func(tx *db.Tx) error { return saveText(ctx, tx, id, 1, name, "new-"+name) })
		},
		order(edition.Order{}),
		func() error { return p.Edition.Withdraw(ctx, id, "en", "it was not so") },
		order(edition.Order{At: time.Now().Add(24 * time.Hour)}),
		order(edition.Order{}),
	} {
		if err := deed(); err != nil {
			return fmt.Errorf("%s: %w", deeds[i], err)
		}
		if _, err := fmt.Fprintf(out, "%s %d\n", name, i+1); err != nil {
			return err
		}
	}
	return nil
}

func saveText(ctx context.Context, tx *db.Tx, id string, base int, headline, slug string) error {
	doc := body.Doc{Blocks: []body.Block{{ID: "00000000000000aa", Type: body.Paragraph, Text: []body.Span{{Text: "The words of " + slug}}}}}
	_, err := story.SaveText(ctx, tx, story.Save{Story: id, Lang: "en", BaseRev: base, Headline: headline, Slug: slug, Body: &doc})
	return err
}

// Whatever was acknowledged is there after the process was killed; what was under way
// is wholly there or not at all.
func TestSavingAndPublishingKilled(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			p := newPlace(t, engine, "en")
			acknowledged, whole, stages := 0, 0, map[string]int{}
			for run := range saveKills {
				told := p.writeAndKill(fmt.Sprintf("run%d", run))
				p.sound()
				n, kept := p.verify(fmt.Sprintf("run%d", run), told)
				acknowledged += n
				if kept {
					whole++
				}
				stages[deeds[n%len(deeds)]]++
			}
			t.Logf("%s: %d kills, %d acknowledged deeds all there; %d times the one under way was there too; it was %v",
				engine, saveKills, acknowledged, whole, stages)
		})
	}
}

// writeAndKill lets the writer do some deeds, kills it in the midst of the next, and
// gives the lines it said.
func (p *place) writeAndKill(name string) (told []string) {
	p.Helper()
	cmd := p.process("writer", name)
	var complaint noted
	cmd.Stderr = &complaint
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		p.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.Fatal(err)
	}
	begun := time.Now()
	deeds, each := rand.N(20), 10*time.Millisecond
	lines := bufio.NewScanner(pipe)
	for len(told) < deeds && lines.Scan() {
		told = append(told, lines.Text())
		each = time.Since(begun) / time.Duration(len(told)+1)
	}
	time.Sleep(rand.N(each + time.Millisecond))
	cmd.Process.Kill()
	for lines.Scan() {
		told = append(told, lines.Text())
	}
	if err := cmd.Wait(); err == nil || err.(*exec.ExitError).Exited() {
		p.Fatalf("the writer ended by itself: %v\n%s", err, complaint.String())
	}
	return told
}

// verify compares every story of a run with what the writer said of it. It gives the
// number of deeds that were acknowledged, and whether the one after them was kept.
func (p *place) verify(run string, told []string) (acknowledged int, kept bool) {
	p.Helper()
	t := p.tables()
	defer t.close()
	done := map[string]int{} // story -> deeds
	for i, line := range told {
		name := fmt.Sprintf("%s-%d", run, i/len(deeds))
		if want := fmt.Sprintf("%s %d", name, i%len(deeds)+1); line != want {
			p.Fatalf("the writer said %q, want %q", line, want)
		}
		done[name]++
	}
	stories := len(told)/len(deeds) + 1 // the last of them is under way
	for i := range stories {
		name := fmt.Sprintf("%s-%d", run, i)
		got := t.standing(name)
		switch {
		case got == standing[done[name]]:
		case i == stories-1 && got == standing[done[name]+1]:
			kept = true
		default:
			p.Fatalf("%s: after %d acknowledged deeds it is %q", name, done[name], got)
		}
	}
	if n := t.number(`SELECT count(DISTINCT story_id) FROM story_revision WHERE headline LIKE $1`, run+"-%"); n > int64(stories) {
		p.Fatalf("%d stories of %s, want at most %d", n, run, stories)
	}
	return len(told), kept
}

// standing says in a line what the database has of a story.
func (t *tables) standing(name string) string {
	t.Helper()
	id := t.text(`SELECT coalesce(max(story_id), '') FROM story_revision WHERE headline = $1`, name)
	if id == "" {
		return "nothing"
	}
	says := fmt.Sprintf("rev %d", t.number(`SELECT rev FROM story_text WHERE story_id = $1`, id))
	if c := t.text(`SELECT coalesce(max(state || ' ' || slug || ' of rev ' || rev), '') FROM edition_copy WHERE story_id = $1`, id); c != "" {
		says += fmt.Sprintf(", copy %s, %d addresses", strings.Replace(c, "-"+name, "", 1), t.number(`SELECT count(*) FROM edition_address WHERE story_id = $1`, id))
	}
	if t.number(`SELECT count(*) FROM edition_schedule WHERE story_id = $1`, id) > 0 {
		says += ", planned"
	}
	if n := t.number(`SELECT count(*) FROM job WHERE state = 'waiting' AND once = $1`, id+":en"); n > 0 {
		says += fmt.Sprintf(", %d jobs", n)
	}
	return says
}
