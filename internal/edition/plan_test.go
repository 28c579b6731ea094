package edition_test

import (
	"database/sql"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
)

// indexes says which index each list walks.
var indexes = map[string]string{
	"latest": "edition_copy_latest", "section": "edition_copy_section", "kind": "edition_copy_kind",
	"topic": "edition_copy_topic_latest", "person": "edition_copy_person_latest",
}

// whole reads everything on purpose: `masthead check` looks at every row, and new rules
// for words empty the search.
var whole = []string{"store_check.go", "store_searchempty.go"}

// statements gathers every statement of the package: those put together from parts, and
// those that stand whole in the source, by the file and line where they do.
func statements(t *testing.T, engine db.Engine) map[string]string {
	t.Helper()
	all := edition.Statements()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := f.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || slices.Contains(whole, name) {
			continue
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err == nil && engine == db.Postgres && strings.Contains(text, "edition_search_index") {
				return true // a table of SQLite's alone
			}
			if err == nil && regexp.MustCompile(`^(SELECT|UPDATE|DELETE)\b.* `).MatchString(text) && strings.Contains(text, "edition_") {
				all[fmt.Sprintf("%s:%d", name, set.Position(lit.Pos()).Line)] = text
			}
			return true
		})
	}
	if len(all) < 20 {
		t.Fatalf("only %d statements found", len(all))
	}
	return all
}

var parameter = regexp.MustCompile(`\$(\d+)`)

func parameters(statement string) (n int) {
	for _, m := range parameter.FindAllStringSubmatch(statement, -1) {
		i, _ := strconv.Atoi(m[1])
		n = max(n, i)
	}
	return n
}

// fill makes an edition of some thousand copies, so that the planners have something to
// weigh.
const fill = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) `

var fills = []string{
	fill + `INSERT INTO edition_copy (story_id, lang, state, slug, rev, kind, section_id, published_at, updated_at, withdrawn_at, reason, card, page, html, feed)
		SELECT 's' || i, CASE i % 3 WHEN 0 THEN 'en' WHEN 1 THEN 'ru' ELSE 'hy' END, CASE i % 50 WHEN 0 THEN 'withdrawn' ELSE 'live' END, 'slug' || i, 1,
			'kind' || (i % 12), 'section' || (i % 9), i, i, 0, '', '{}', '{}', '', '' FROM n`,
	fill + `INSERT INTO edition_address (lang, slug, story_id) SELECT CASE i % 3 WHEN 0 THEN 'en' WHEN 1 THEN 'ru' ELSE 'hy' END, 'slug' || i, 's' || i FROM n`,
	fill + `INSERT INTO edition_copy_topic (lang, topic_id, published_at, story_id) SELECT CASE i % 3 WHEN 0 THEN 'en' WHEN 1 THEN 'ru' ELSE 'hy' END, 'topic' || (i % 70), i, 's' || i FROM n`,
	fill + `INSERT INTO edition_copy_person (lang, person_id, published_at, story_id) SELECT CASE i % 3 WHEN 0 THEN 'en' WHEN 1 THEN 'ru' ELSE 'hy' END, 'person' || (i % 70), i, 's' || i FROM n`,
	fill + `INSERT INTO edition_topic (lang, topic_id, slug, name, newest_at) SELECT 'en', 'topic' || i, 'topic' || i, 'T', i FROM n`,
	fill + `INSERT INTO edition_person (lang, person_id, slug, name, about, city) SELECT 'en', 'person' || i, 'person' || i, 'P', '', '' FROM n`,
	fill + `INSERT INTO edition_old_address (address, story_id, lang, path) SELECT '/' || i, 's' || i, 'en', '' FROM n`,
	fill + `INSERT INTO edition_change (seq, at, tags) SELECT i, i, 'x' FROM n`,
	fill + `INSERT INTO edition_schedule (story_id, lang, at, asked_by, asked_at) SELECT 's' || i, 'en', i, '', i FROM n`,
	fill + `INSERT INTO edition_override (story_id, lang, gate, reason, by_id, at) SELECT 's' || i, 'en', 'g', 'r', '', i FROM n`,
	fill + `INSERT INTO edition_pair (story_id, other_id, position) SELECT 's' || i, 's' || (i + 1), 0 FROM n`,
	fill + `INSERT INTO edition_correction (lang, correction_id, story_id, at, text) SELECT 'en', 'k' || i, 's' || i, i, '' FROM n`,
	fill + `INSERT INTO edition_dossier (lang, topic_id, intro, actors) SELECT 'en', 'topic' || i, '', '[]' FROM n`,
	fill + `INSERT INTO edition_event (lang, event_id, topic_id, at, timed, place, sentence, story_id, sources) SELECT 'en', 'e' || i, 'topic' || (i % 70), i, 0, '', '', '', '[]' FROM n`,
	`ANALYZE`,
}

// explain gives the plan of every statement, one line a step.
func explain(t *testing.T, engine db.Engine, each func(name, plan string)) {
	t.Helper()
	address := dbtest.Address(t, engine)
	dbtest.Open(t, address, nil)
	driver, source := "sqlite", strings.TrimPrefix(address, "sqlite:")
	if engine == db.Postgres {
		driver, source = "pgx", address+"?default_query_exec_mode=simple_protocol"
	}
	d, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	d.SetMaxOpenConns(1)
	for _, f := range fills {
		if _, err := d.Exec(f); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
	}
	if engine == db.Postgres {
		// One plan for whatever the arguments are, as a statement that is kept has.
		if _, err := d.Exec(`SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off`); err != nil {
			t.Fatal(err)
		}
	}
	all := statements(t, engine)
	for i, name := range slices.Sorted(maps.Keys(all)) {
		plan, err := explainOne(d, engine, fmt.Sprintf("p%d", i), all[name])
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, all[name])
			continue
		}
		each(name, plan)
	}
}

func explainOne(d *sql.DB, engine db.Engine, name, statement string) (plan string, err error) {
	n := parameters(statement)
	query, args := `EXPLAIN QUERY PLAN `+statement, make([]any, n)
	if engine == db.Postgres {
		if _, err := d.Exec(`PREPARE ` + name + ` AS ` + statement); err != nil {
			return "", err
		}
		query, args = `EXPLAIN EXECUTE `+name, nil
		if n > 0 {
			query += `(NULL` + strings.Repeat(`, NULL`, n-1) + `)`
		}
	}
	rows, err := d.Query(query, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		into := []any{&line}
		if engine == db.SQLite {
			into = []any{new(int), new(int), new(int), &line}
		}
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		plan += line + "\n"
	}
	return plan, rows.Err()
}

// readsAll says whether a plan reads a whole table. SQLite says SCAN of a subquery's few
// rows as well.
func readsAll(plan string) bool {
	for _, m := range regexp.MustCompile(`(?m)^SCAN (\S+)`).FindAllStringSubmatch(plan, -1) {
		index := strings.Contains(plan, "SCAN "+m[1]+" VIRTUAL TABLE INDEX 192:M") || strings.Contains(plan, "SCAN "+m[1]+" VIRTUAL TABLE INDEX 0:=")
		if !index && !strings.Contains(plan, "CO-ROUTINE "+m[1]+"\n") {
			return true
		}
	}
	return strings.Contains(plan, "Seq Scan")
}

// sorts says whether a plan puts rows in order. To order what shares all but the last
// part of its key (a copy's siblings by language) is no sort of a list.
func sorts(plan string) bool {
	plan = strings.ReplaceAll(plan, "USE TEMP B-TREE FOR LAST TERM OF ORDER BY", "")
	plan = regexp.MustCompile(`Incremental Sort .*\n *Sort Key: .*\n *Presorted Key: .*published_at.*story_id`).ReplaceAllString(plan, "")
	return strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "Sort")
}

// A page of a list, a look-up and a write cost the same whatever the archive holds:
// every statement walks an index, lists walk the one that is made for them, from the
// cursor on, and nothing is sorted.
func TestPlans(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			found := 0
			explain(t, engine, func(name, plan string) {
				if readsAll(plan) {
					t.Errorf("%s reads a whole table:\n%s", name, plan)
				}
				if sorts(plan) {
					t.Errorf("%s sorts:\n%s", name, plan)
				}
				want, ok := indexes[strings.TrimPrefix(name, "newest of ")]
				if !ok {
					return
				}
				found++
				if !strings.Contains(plan, want) {
					t.Errorf("%s does not walk %s:\n%s", name, want, plan)
				}
				// From the cursor on, not from the newest on.
				from := map[db.Engine]string{db.SQLite: "(published_at,story_id)<(", db.Postgres: "Index Cond: ("}[engine]
				if !strings.Contains(plan, from) || engine == db.Postgres && !regexp.MustCompile(`Index Cond: .*ROW\(`).MatchString(plan) {
					t.Errorf("%s does not begin at its cursor:\n%s", name, plan)
				}
			})
			if found != 2*len(indexes) {
				t.Errorf("%d lists looked at", found)
			}
		})
	}
}
