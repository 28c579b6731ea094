package settings

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"masthead/internal/audit"
	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// AuditPage lists what was done, the newest first.
type AuditPage struct {
	Rows   []AuditRow
	Staff  []newsroom.Option
	Deed   string
	On     string
	Next   string // the address of the older ones; empty at the end
	Proved int64  // how many entries hold, after a verification
	Broken int64  // the first that does not; 0 for none
	Asked  bool   // whether it was verified just now
}

// AuditRow is one deed.
type AuditRow struct {
	Seq    int64
	At     newsroom.Moment
	Who    string
	Deed   string // in words
	Name   string // as it is kept, and asked for
	On     string
	Path   string   // of the thing; empty where there is none
	Lang   lang.Tag // of On, where it is a headline
	From   string
	Detail string // "editor · Baku"
}

// auditPage bounds a page of the list.
const auditPage = 50

func (p *Pages) audit(r *newsroom.Request) (newsroom.Answer, error) {
	page, err := p.auditPage(r)
	return newsroom.Show("audit", page), err
}

func (p *Pages) auditPage(r *newsroom.Request) (page AuditPage, err error) {
	page = AuditPage{Deed: r.FormValue("deed"), On: r.FormValue("on")}
	before, err := strconv.ParseInt(r.FormValue("before"), 10, 64)
	if err != nil {
		before = 0
	}
	f := audit.Filter{By: r.FormValue("by"), Deed: page.Deed, On: page.On, Before: before, Limit: auditPage}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		staff, err := people.Staff(r.Context(), tx)
		if err != nil {
			return err
		}
		for _, s := range staff {
			page.Staff = append(page.Staff, newsroom.Option{Value: s.ID, Label: s.In(r.Visitor.Lang), Chosen: s.ID == f.By})
		}
		page.Rows, err = auditRows(r, tx, f)
		return err
	})
	if len(page.Rows) == auditPage {
		q := r.URL.Query()
		q.Set("before", strconv.FormatInt(page.Rows[len(page.Rows)-1].Seq, 10))
		page.Next = "/desk/settings/audit/?" + q.Encode()
	}
	return page, err
}

func auditRows(r *newsroom.Request, tx *db.Tx, f audit.Filter) (rows []AuditRow, err error) {
	list, err := audit.List(r.Context(), tx, f)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range list {
		ids = append(ids, e.By)
		if noun, id, _ := strings.Cut(e.On, ":"); noun == "person" {
			ids = append(ids, id)
		}
		ids = append(ids, e.Detail["person"])
	}
	slices.Sort(ids)
	who, err := people.ByIDs(r.Context(), tx, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	stories, err := storiesIn(r, tx, list)
	for _, e := range list {
		row := AuditRow{Seq: e.Seq, At: r.When(e.At), Deed: r.Deed(e.Deed), Name: e.Deed, On: e.On, From: e.From, Detail: r.Details(e, func(id string) string { return who[id].In(r.Visitor.Lang) })}
		if p, ok := who[e.By]; ok {
			row.Who = p.In(r.Visitor.Lang)
		}
		switch noun, id, _ := strings.Cut(e.On, ":"); {
		case noun == "person" && who[id].ID != "":
			row.On = who[id].In(r.Visitor.Lang)
		case noun == "story" && stories[id].Headline != "":
			row.On, row.Path, row.Lang = stories[id].Headline, desk.Path(id), stories[id].Original
		case noun == "edition":
			row.On = lang.Tag(id).NameIn(r.Visitor.Lang)
		}
		rows = append(rows, row)
	}
	return rows, err
}

// storiesIn reads what the stories of a list are called, for a reader of all stories.
func storiesIn(r *newsroom.Request, tx *db.Tx, list []audit.Entry) (map[string]desk.Overview, error) {
	if all, _ := people.Readable(r.Grants); !all {
		return nil, nil
	}
	var ids []string
	for _, e := range list {
		if noun, id, _ := strings.Cut(e.On, ":"); noun == "story" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return desk.Overviews(r.Context(), tx, slices.Compact(ids))
}

func detailText(detail map[string]string) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(detail)) {
		if detail[k] != "" {
			parts = append(parts, k+": "+detail[k])
		}
	}
	return strings.Join(parts, ", ")
}

// verify goes through the whole chain.
func (p *Pages) verify(r *newsroom.Request) (newsroom.Answer, error) {
	page, err := p.auditPage(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	page.Asked = true
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		n, broken, err := audit.Verify(r.Context(), tx)
		page.Proved = n
		if broken != nil {
			page.Broken = broken.Seq
		}
		return err
	})
	return newsroom.Show("audit", page), err
}

// export gives the whole record as JSON lines, from which the chain can be proved elsewhere.
func (p *Pages) export(*newsroom.Request) (newsroom.Answer, error) {
	a := newsroom.Stream("application/jsonl; charset=utf-8", func(ctx context.Context, w http.ResponseWriter) error {
		return p.DB.Read(ctx, func(tx *db.Tx) error { return audit.Export(ctx, tx, w) })
	})
	return a.Header("Content-Disposition", `attachment; filename="audit.jsonl"`), nil
}

// maxTable bounds the table, in entries: a spreadsheet is for looking, not for keeping.
const maxTable = 10_000

// exportTable gives the newest of it as a table for spreadsheets.
func (p *Pages) exportTable(r *newsroom.Request) (newsroom.Answer, error) {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	err := out.Write([]string{"number", "time", "person", "deed", "thing", "door", "detail"})
	if err != nil {
		return newsroom.Answer{}, err
	}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		for before, n := int64(0), 0; n < maxTable; {
			list, err := audit.List(r.Context(), tx, audit.Filter{Before: before, Limit: audit.MaxList})
			if err != nil || len(list) == 0 {
				return err
			}
			for _, e := range list {
				line := []string{fmt.Sprint(e.Seq), e.At.UTC().Format(time.RFC3339), plain(e.By), plain(e.Deed), plain(e.On), plain(e.From), plain(detailText(e.Detail))}
				if err := out.Write(line); err != nil {
					return err
				}
			}
			before, n = list[len(list)-1].Seq, n+len(list)
		}
		return nil
	})
	out.Flush()
	return newsroom.Bytes("text/csv; charset=utf-8", "audit.csv", b.Bytes()), err
}

// plain keeps a spreadsheet from taking text for a formula (OWASP, CSV injection): it is
// given a leading apostrophe.
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
