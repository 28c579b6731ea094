package tests_test

import (
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/parcel"
	"masthead/internal/translation/exchange"
)

// TestDemoThroughFiles: every translation of the demo goes out in every format, and what
// comes back changes nothing.
func TestDemoThroughFiles(t *testing.T) {
	s := deskSite(t)
	type text struct {
		story string
		lang  lang.Tag
	}
	var texts []text
	err := s.program.DB.Read(t.Context(), func(tx *db.Tx) error {
		return tx.Rows(t.Context(), `SELECT story_id, lang FROM translation_text ORDER BY story_id, lang`, nil, func(scan func(...any) error) error {
			var one text
			err := scan(&one.story, &one.lang)
			texts = append(texts, one)
			return err
		})
	})
	if err != nil || len(texts) == 0 {
		t.Fatalf("%d translations: %v", len(texts), err)
	}
	say := parcel.Sentences{From: "us", Was: func(w string) string { return "was " + w }, Left: func(w string) string { return "left " + w }}
	units := 0
	for _, one := range texts {
		err := s.program.DB.Write(t.Context(), func(tx *db.Tx) error {
			p, err := parcel.Pack(t.Context(), tx, one.story, one.lang, say)
			if err != nil {
				return err
			}
			units += len(p.Units)
			for _, f := range exchange.Formats {
				file, err := exchange.Write(p, f, exchange.Labels{ID: "Id", Source: "Source", Translation: "Translation", Notes: "Notes"})
				if err != nil {
					return err
				}
				back, err := exchange.Read(file)
				if err != nil {
					return err
				}
				r, err := parcel.Take(t.Context(), tx, parcel.Taking{Story: one.story, Lang: one.lang, Parcel: back, Say: say})
				if err != nil {
					return err
				}
				if r.Rev != 0 || len(r.Entries) > 0 || r.Absent > 0 || len(r.Stray) > 0 || r.Notes > 0 || r.NoOrigin || r.NoBase {
					t.Errorf("%s %s by %s: %+v", one.story, one.lang, f, r)
				}
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s %s: %v", one.story, one.lang, err)
		}
	}
	t.Logf("%d translations, %d units, %d formats", len(texts), units, len(exchange.Formats))
}
