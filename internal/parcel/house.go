package parcel

import (
	"context"
	"errors"
	"strconv"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/words"
	"masthead/internal/story"
	"masthead/internal/translation/exchange"
)

// House is what all files of an outlet share, by whatever door they go: its name and its
// sentences. A file speaks to who translates, so in the language that it is translated
// into; what it said is known again whoever brings it in.
type House struct {
	Name  string
	Words *words.Catalogue
}

func (h House) sentences(l lang.Tag) Sentences {
	say := h.Words.In(l).Say
	return Sentences{
		From: h.Name,
		Was:  func(words string) string { return say("exchange.was_note", "words", words) },
		Left: func(why string) string { return say("exchange.left_note", "reason", why) },
	}
}

func (h House) labels(p exchange.Parcel) exchange.Labels {
	say := h.Words.In(p.To).Say
	return exchange.Labels{
		ID: say("exchange.column_id"), Source: say("exchange.column_source", "lang", p.From.NameIn(p.To)),
		Translation: say("exchange.column_translation", "lang", p.To.NameIn(p.To)), Notes: say("exchange.column_notes"),
		Help: say("exchange.table_help"), Locked: say("exchange.locked_note"),
	}
}

// Sending asks for a translation as a file.
type Sending struct {
	Story  story.Story
	Lang   lang.Tag
	Format exchange.Format
	By     string // person; empty for a command
	Door   string // as the audit names it: "desk", "command", a token's mark
}

// File is one that goes out.
type File struct {
	Name string
	Data []byte
	From lang.Tag // the language of its source
	Rev  int      // the revision of the translation in it
}

// Send writes a translation as it stands, and notes in the audit that it went out.
// NotFound: the text is not being translated.
func (h House) Send(ctx context.Context, tx *db.Tx, s Sending) (File, error) {
	p, err := Pack(ctx, tx, s.Story.ID, s.Lang, h.sentences(s.Lang))
	if err != nil {
		return File{}, err
	}
	data, err := exchange.Write(p, s.Format, h.labels(p))
	if err != nil {
		return File{}, err
	}
	err = audit.Note(ctx, tx, audit.Entry{
		By: s.By, Deed: "parcel.sent", On: audit.Thing("story", s.Story.ID), Bureau: s.Story.Bureau, Lang: s.Lang, From: s.Door,
		Detail: map[string]string{"name": string(s.Format), "revision": strconv.Itoa(p.ToRev)},
	})
	return File{Name: nameOf(p) + s.Format.Ending(), Data: data, From: p.From, Rev: p.ToRev}, err
}

// nameOf is what a file is called: by the headline, or the story's id where that gives
// nothing.
func nameOf(p exchange.Parcel) string {
	name := lang.Slug(p.Title, p.From)
	if name == "" {
		name = p.Story
	}
	return name + "." + string(p.From) + "-" + string(p.To)
}

// Bringing brings a file in by a door.
type Bringing struct {
	Taking
	Bureau string // of the story
	Door   string
	Try    bool // only look: Bring gives the report and ErrTried
}

// ErrTried undoes the transaction of a file that was only to be looked at. The report that
// comes with it is sound.
var ErrTried = errors.New("parcel: tried")

// Bring is Take with the house's sentences, and notes in the audit that a file came in and
// what of it.
func (h House) Bring(ctx context.Context, tx *db.Tx, b Bringing) (Report, error) {
	b.Say = h.sentences(b.Lang)
	r, err := Take(ctx, tx, b.Taking)
	if err == nil && b.Try {
		err = ErrTried
	}
	if err != nil {
		return r, err
	}
	return r, audit.Note(ctx, tx, audit.Entry{
		By: b.By, Deed: "parcel.brought", On: audit.Thing("story", b.Story), Bureau: b.Bureau, Lang: b.Lang, From: b.Door,
		Detail: map[string]string{"name": string(r.Format), "revision": strconv.Itoa(r.Rev), "units": strconv.Itoa(r.Units), "came": strconv.Itoa(r.In())},
	})
}
