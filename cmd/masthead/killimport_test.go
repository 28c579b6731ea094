package main

import (
	"errors"
	"math/rand/v2"
	"os/exec"
	"testing"
	"time"

	"masthead/internal/app"
	"masthead/internal/kit/db"
)

// importKills is how often an import is killed on each engine.
var importKills = map[db.Engine]int{db.SQLite: 60, db.Postgres: 30}

// An import that is killed at any moment leaves nothing half done, and begun again it
// ends as one that was left alone.
func TestImportKilled(t *testing.T) {
	file := realData(t, "archive", "crossroads-7-languages.wxr.xml.gz")
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			kills, series, stages := 0, 0, map[int64]int{}
			whole := wholeImport(t, engine, file)
			for kills < importKills[engine] {
				p := newPlace(t, engine, sevenLanguages)
				series++
				for range 6 {
					if p.killed(p.process("masthead", "import", "wordpress", file), rand.N(whole)) {
						kills++
						stages[p.sound()]++
					}
				}
				p.must("import", "wordpress", file)
				if texts := p.sound(); texts != 434 {
					t.Fatalf("%d texts after all", texts)
				}
			}
			t.Logf("%s: an import takes %v; %d kills in %d series; texts that were there: %v", engine, whole, kills, series, stages)
			if len(stages) < 3 {
				t.Errorf("the kills fell at too few stages: %v", stages)
			}
		})
	}
}

// wholeImport measures a process that imports undisturbed, to spread the kills over it.
func wholeImport(t *testing.T, engine db.Engine, file string) time.Duration {
	t.Helper()
	p := newPlace(t, engine, sevenLanguages)
	begun := time.Now()
	if out, err := p.process("masthead", "import", "wordpress", file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return time.Since(begun)
}

// killed starts a process, kills it after a while, and says whether it was alive.
func (p *place) killed(cmd *exec.Cmd, after time.Duration) bool {
	p.Helper()
	if err := cmd.Start(); err != nil {
		p.Fatal(err)
	}
	time.Sleep(after)
	cmd.Process.Kill()
	err := cmd.Wait()
	if err == nil {
		return false
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Exited() {
		p.Fatalf("the process ended by itself: %v", err)
	}
	return true
}

// never lists what no database may hold, whatever was killed and when.
var never = map[string]string{
	"a copy without its address":         `SELECT count(*) FROM edition_copy c LEFT JOIN edition_address a ON a.lang = c.lang AND a.slug = c.slug AND a.story_id = c.story_id WHERE a.story_id IS NULL`,
	"an address without a copy":          `SELECT count(*) FROM edition_address a LEFT JOIN edition_copy c ON c.lang = a.lang AND c.story_id = a.story_id WHERE c.story_id IS NULL`,
	"an old address to nothing":          `SELECT count(*) FROM edition_old_address a LEFT JOIN edition_copy c ON c.lang = a.lang AND c.story_id = a.story_id WHERE a.story_id <> '' AND c.story_id IS NULL`,
	"a copy of no revision":              `SELECT count(*) FROM edition_copy c LEFT JOIN story_revision r ON r.story_id = c.story_id AND r.lang = c.lang AND r.rev = c.rev WHERE r.story_id IS NULL`,
	"a text without its newest revision": `SELECT count(*) FROM story_text t LEFT JOIN story_revision r ON r.story_id = t.story_id AND r.lang = t.lang AND r.rev = t.rev WHERE r.story_id IS NULL`,
	"a revision without a text":          `SELECT count(*) FROM story_revision r LEFT JOIN story_text t ON r.story_id = t.story_id AND r.lang = t.lang WHERE t.story_id IS NULL`,
	"a gap in a text's revisions":        `SELECT count(*) FROM story_text t WHERE t.rev <> (SELECT count(*) FROM story_revision r WHERE r.story_id = t.story_id AND r.lang = t.lang)`,
	"a story without a text":             `SELECT count(*) FROM story s LEFT JOIN story_text t ON t.story_id = s.id WHERE t.story_id IS NULL`,
	"a record without its text":          `SELECT count(*) FROM transfer_record r LEFT JOIN story_text t ON t.story_id = r.story_id AND t.lang = r.lang WHERE t.story_id IS NULL`,
	"a record taken, not published":      `SELECT count(*) FROM transfer_record r LEFT JOIN edition_copy c ON c.story_id = r.story_id AND c.lang = r.lang WHERE c.story_id IS NULL`,
	"a group without its story":          `SELECT count(*) FROM transfer_group g LEFT JOIN story s ON s.id = g.story_id WHERE s.id IS NULL`,
	"a topic's list without its topic":   `SELECT count(*) FROM edition_copy_topic t LEFT JOIN edition_topic e ON e.topic_id = t.topic_id AND e.lang = t.lang WHERE e.topic_id IS NULL`,
	"a person's list without the person": `SELECT count(*) FROM edition_copy_person t LEFT JOIN edition_person e ON e.person_id = t.person_id AND e.lang = t.lang WHERE e.person_id IS NULL`,
	"a gap in the changes":               `SELECT abs((SELECT count(*) FROM edition_change) - (SELECT n FROM edition_sequence)) + abs((SELECT coalesce(max(seq), 0) FROM edition_change) - (SELECT n FROM edition_sequence))`,
	"a month counted wrong":              `SELECT abs((SELECT coalesce(sum(live), 0) FROM edition_month) - (SELECT count(*) FROM edition_copy WHERE state = 'live'))`,
	"a plan without its job":             `SELECT count(*) FROM edition_schedule s WHERE NOT EXISTS (SELECT 1 FROM job j WHERE j.kind = 'edition.publish' AND j.state = 'waiting' AND j.once = s.story_id || ':' || s.lang AND j.run_at BETWEEN s.at AND s.at + 1)`,
}

// sound looks for what must never be, and gives how many texts there are. It waits
// until a killed process is wholly gone.
func (p *place) sound() (texts int64) {
	p.Helper()
	p.alone()
	t := p.tables()
	defer t.close()
	for what, query := range never {
		if n := t.number(query); n != 0 {
			p.Errorf("%s: %d", what, n)
		}
	}
	texts = t.number(`SELECT count(*) FROM story_text`)
	if taken := t.number(`SELECT count(*) FROM transfer_record`); taken > 0 && taken != texts {
		p.Errorf("%d records became %d texts", taken, texts)
	}
	program := p.open()
	defer program.Close()
	if _, err := program.Check(p.Context(), func(d app.Damage) { p.Errorf("check: %+v", d) }); err != nil {
		p.Error(err)
	}
	if p.Failed() {
		p.FailNow()
	}
	return texts
}
