package aside_test

import (
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/translation/aside"
)

func para(id, text string) []body.Block {
	return []body.Block{{ID: id, Type: body.Paragraph, Text: []body.Span{{Text: text}}}}
}

func TestHoldsWhileTheWordsStay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		looked := aside.Words(para("a", "Twelve came."), para("b", "Пришла дюжина."))
		entry := aside.Entry{Story: "s1", Lang: "ru", Block: "b", Mark: "number_missing\x1fnumber\x1f12", Words: looked, Reason: "a dozen", By: "p1", At: time.UnixMilli(1000)}
		err := d.Write(ctx, func(tx *db.Tx) error { return aside.Set(ctx, tx, entry) })
		if err != nil {
			t.Fatal(err)
		}
		read := func() (list []aside.Entry) {
			err := d.Read(ctx, func(tx *db.Tx) error {
				all, err := aside.Of(ctx, tx, "s1", "ru")
				list = all["b"]
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if e, ok := aside.Holds(read(), entry.Mark, looked); !ok || e.Reason != "a dozen" || e.By != "p1" {
			t.Errorf("set aside, got %+v %v", e, ok)
		}
		if _, ok := aside.Holds(read(), "number_missing\x1fnumber\x1f13", looked); ok {
			t.Error("another finding is set aside with it")
		}
		for what, words := range map[string]string{
			"target": aside.Words(para("a", "Twelve came."), para("b", "Пришли десять.")),
			"source": aside.Words(para("a", "Thirteen came."), para("b", "Пришла дюжина.")),
		} {
			if _, ok := aside.Holds(read(), entry.Mark, words); ok {
				t.Errorf("still set aside after the words of the %s changed", what)
			}
		}
		if again := aside.Words(para("x", "Twelve  came."), para("y", "Пришла дюжина.")); again != looked {
			t.Error("ids and spaces are no words")
		}
		err = d.Write(ctx, func(tx *db.Tx) error { return aside.Unset(ctx, tx, "s1", "ru", "b", entry.Mark) })
		if err != nil || len(read()) != 0 {
			t.Errorf("taken back: %v, %d left", err, len(read()))
		}
	})
}

func TestAReasonIsAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return aside.Set(t.Context(), tx, aside.Entry{Story: "s", Lang: "ru", Block: "b", Mark: "length", Reason: "  "})
		})
		if err == nil {
			t.Error("set aside without a reason")
		}
	})
}
