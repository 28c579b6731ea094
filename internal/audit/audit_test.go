package audit_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/audit"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func note(t testing.TB, d *db.DB, entries ...audit.Entry) {
	t.Helper()
	for _, e := range entries {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return audit.Note(t.Context(), tx, e) }); err != nil {
			t.Fatal(err)
		}
	}
}

func verify(t testing.TB, d *db.DB) (n int64, broken *audit.Break) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) { n, broken, err = audit.Verify(t.Context(), tx); return err })
	if err != nil {
		t.Fatal(err)
	}
	return n, broken
}

func list(t testing.TB, d *db.DB, f audit.Filter) (seqs []int64) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		found, err := audit.List(t.Context(), tx, f)
		for _, e := range found {
			seqs = append(seqs, e.Seq)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seqs
}

func TestAnEntryReadsBackAsItWasWritten(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		odd := "a<b>&\u2028 \x00 \xff «ъ»"
		note(t, d, audit.Entry{By: "p1", Deed: "story.held", On: audit.Thing("story", "s1"), Bureau: "baku", Lang: "az", From: "desk",
			Detail: map[string]string{"reason": odd, "long": strings.Repeat("я", 1000)}})
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			found, err := audit.List(t.Context(), tx, audit.Filter{})
			if err != nil || len(found) != 1 {
				return fmt.Errorf("%d entries, %v", len(found), err)
			}
			e := found[0]
			if e.By != "p1" || e.Deed != "story.held" || e.On != "story:s1" || e.Bureau != "baku" || e.Lang != "az" || e.From != "desk" || !e.At.Equal(noon) || e.Seq != 1 {
				t.Errorf("%+v", e)
			}
			if got := e.Detail["reason"]; got != "a<b>&\u2028 \ufffd \ufffd «ъ»" {
				t.Errorf("reason %q", got)
			}
			if long := e.Detail["long"]; len(long) > 600 || !strings.HasSuffix(long, "я…") {
				t.Errorf("a long value is kept in %d bytes, ending %q", len(long), long[len(long)-4:])
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if n, broken := verify(t, d); n != 1 || broken != nil {
			t.Errorf("%d entries, broken %+v", n, broken)
		}
	})
}

func TestADeedThatIsUndoneLeavesNoEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		boom := fmt.Errorf("boom")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := audit.Note(t.Context(), tx, audit.Entry{Deed: "a.b"}); err != nil {
				return err
			}
			return boom
		})
		if err != boom {
			t.Fatal(err)
		}
		note(t, d, audit.Entry{Deed: "c.d"})
		if n, broken := verify(t, d); n != 1 || broken != nil {
			t.Errorf("%d entries, broken %+v", n, broken)
		}
		for _, bad := range []audit.Entry{{}, {Deed: "x.y", Detail: many(21)}} {
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return audit.Note(t.Context(), tx, bad) }); err == nil {
				t.Errorf("%+v was taken", bad)
			}
		}
	})
}

func many(n int) map[string]string {
	m := map[string]string{}
	for i := range n {
		m[fmt.Sprint(i)] = "x"
	}
	return m
}

func TestManyAtOnceMakeOneChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		for w := range 6 {
			wg.Go(func() {
				for i := range 10 {
					err := d.Write(context.Background(), func(tx *db.Tx) error {
						return audit.Note(context.Background(), tx, audit.Entry{Deed: "a.b", By: fmt.Sprint(w), Detail: map[string]string{"i": fmt.Sprint(i)}})
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n, broken := verify(t, d); n != 60 || broken != nil {
			t.Errorf("%d entries, broken %+v", n, broken)
		}
	})
}

func TestFilters(t *testing.T) {
	fake := clock.NewFake(noon)
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) {
		from := fake.Now()
		for i, e := range []audit.Entry{
			{By: "anna", Deed: "story.held", On: "story:1"}, {By: "boris", Deed: "story.held", On: "story:1"},
			{By: "anna", Deed: "person.disabled", On: "person:9"}, {By: "anna", Deed: "story.held", On: "story:10"},
		} {
			note(t, d, e)
			if i != 1 { // two entries share a moment
				fake.Add(time.Minute)
			}
		}
		for _, x := range []struct {
			f    audit.Filter
			want string
		}{
			{audit.Filter{}, "[4 3 2 1]"},
			{audit.Filter{By: "anna"}, "[4 3 1]"},
			{audit.Filter{By: "ann"}, "[]"},
			{audit.Filter{Deed: "story.held"}, "[4 2 1]"},
			{audit.Filter{On: "story:1"}, "[2 1]"},
			{audit.Filter{By: "anna", Deed: "story.held", On: "story:10"}, "[4]"},
			{audit.Filter{Since: from.Add(time.Minute)}, "[4 3 2]"},
			{audit.Filter{Until: from.Add(time.Minute)}, "[1]"},
			{audit.Filter{Since: from.Add(time.Minute), Until: from.Add(2 * time.Minute), By: "boris"}, "[2]"},
			{audit.Filter{Limit: 2}, "[4 3]"},
			{audit.Filter{Limit: 2, Before: 3}, "[2 1]"},
			{audit.Filter{By: "anna", Before: 4, Limit: 1}, "[3]"},
			{audit.Filter{Before: 99}, "[]"},
		} {
			if got := fmt.Sprint(list(t, d, x.f)); got != x.want {
				t.Errorf("%+v: %s, want %s", x.f, got, x.want)
			}
		}
	})
}

func TestTheDatabaseRefusesToForget(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		note(t, d, audit.Entry{Deed: "a.b"}, audit.Entry{Deed: "c.d"})
		statements := []string{
			`UPDATE audit_entry SET person = 'x' WHERE seq = 1`, `DELETE FROM audit_entry WHERE seq = 2`, `DELETE FROM audit_entry`,
			`UPDATE audit_head SET seq = seq - 1`, `DELETE FROM audit_head`,
		}
		if d.Engine == db.Postgres {
			statements = append(statements, `TRUNCATE audit_entry`, `TRUNCATE audit_head`)
		}
		for _, s := range statements {
			err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), s); return err })
			if err == nil || !strings.Contains(err.Error(), "audit_") {
				t.Errorf("%s: %v", s, err)
			}
		}
		if n, broken := verify(t, d); n != 2 || broken != nil {
			t.Errorf("%d entries, broken %+v", n, broken)
		}
	})
}

// Somebody who owns the database can take the triggers away; the chain tells.
func TestTampering(t *testing.T) {
	loosen := map[db.Engine][]string{
		db.SQLite:   {`DROP TRIGGER audit_entry_unchanged`, `DROP TRIGGER audit_entry_kept`, `DROP TRIGGER audit_head_kept`, `DROP TRIGGER audit_head_grows`},
		db.Postgres: {`ALTER TABLE audit_entry DISABLE TRIGGER ALL`, `ALTER TABLE audit_head DISABLE TRIGGER ALL`},
	}
	for name, x := range map[string]struct {
		sql  string
		want int64 // the first entry that does not hold
	}{
		"a person changed":        {`UPDATE audit_entry SET person = 'another' WHERE seq = 3`, 3},
		"a moment changed":        {`UPDATE audit_entry SET at = at + 1 WHERE seq = 2`, 2},
		"a detail changed":        {`UPDATE audit_entry SET detail = '{"i":"9"}' WHERE seq = 4`, 4},
		"a detail that is none":   {`UPDATE audit_entry SET detail = 'x' WHERE seq = 4`, 4},
		"one taken out":           {`DELETE FROM audit_entry WHERE seq = 3`, 3},
		"the first taken out":     {`DELETE FROM audit_entry WHERE seq = 1`, 1},
		"the last cut off":        {`DELETE FROM audit_entry WHERE seq = 5`, 5},
		"all taken out":           {`DELETE FROM audit_entry`, 1},
		"the end forgotten":       {`DELETE FROM audit_head`, 5},
		"the end set back":        {`UPDATE audit_head SET seq = 4`, 5},
		"a hash put in its place": {`UPDATE audit_entry SET hash = (SELECT hash FROM audit_entry WHERE seq = 1) WHERE seq = 5`, 5},
		"one put in between":      {`INSERT INTO audit_entry SELECT 6, at, person, deed, thing, bureau, lang, origin, detail, hash FROM audit_entry WHERE seq = 5`, 6},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
				for i := range 5 {
					note(t, d, audit.Entry{By: "anna", Deed: "a.b", Detail: map[string]string{"i": fmt.Sprint(i)}})
				}
				err := d.Write(t.Context(), func(tx *db.Tx) error {
					for _, s := range append(append([]string{}, loosen[d.Engine]...), x.sql) {
						if _, err := tx.Exec(t.Context(), s); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				if _, broken := verify(t, d); broken == nil || broken.Seq != x.want {
					t.Errorf("found %+v, want %d", broken, x.want)
				}
			})
		})
	}
}

// SQLite keeps whatever type it is given: a moment that is no number is a place too, not
// the end of the looking.
func TestTamperingWithTypes(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		if d.Engine != db.SQLite {
			t.Skip("PostgreSQL keeps the types of its columns")
		}
		for i := range 5 {
			note(t, d, audit.Entry{By: "anna", Deed: "a.b", Detail: map[string]string{"i": fmt.Sprint(i)}})
		}
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `DROP TRIGGER audit_entry_unchanged`); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), `UPDATE audit_entry SET at = 'tomorrow' WHERE seq = 3`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, broken := verify(t, d); broken == nil || broken.Seq != 3 {
			t.Errorf("found %+v, want 3", broken)
		}
	})
}

// The export can be followed by anybody with SHA-256 and a reader of lines.
func TestExportCanBeFollowedWithoutUs(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		for i := range 3 {
			note(t, d, audit.Entry{By: "anna", Deed: "a.b", Lang: "hy", Detail: map[string]string{"b": "<>", "a": fmt.Sprint(i)}})
		}
		var out bytes.Buffer
		if err := d.Read(t.Context(), func(tx *db.Tx) error { return audit.Export(t.Context(), tx, &out) }); err != nil {
			t.Fatal(err)
		}
		before, n := "", 0
		for lines := bufio.NewScanner(&out); lines.Scan(); n++ {
			text := lines.Text()
			var l struct{ Hash string }
			if err := json.Unmarshal([]byte(text), &l); err != nil {
				t.Fatal(err)
			}
			bare := strings.Replace(text, `,"hash":"`+l.Hash+`"`, "", 1)
			if n == 0 {
				want := `{"at":1772366400000,"seq":1,"by":"anna","deed":"a.b","on":"","bureau":"","lang":"hy","from":"","detail":{"a":"0","b":"<>"}}`
				if bare != want {
					t.Errorf("the first line is\n%s, want\n%s", bare, want)
				}
			}
			sum := sha256.Sum256([]byte(before + "\n" + bare + "\n"))
			if hex.EncodeToString(sum[:]) != l.Hash {
				t.Errorf("line %d does not follow the one before", n+1)
			}
			before = l.Hash
		}
		if n != 3 {
			t.Errorf("%d lines", n)
		}
	})
}
