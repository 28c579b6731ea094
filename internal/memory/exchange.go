package memory

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/memory/tmx"
)

// The properties by which our own files say what TMX has no place for.
const (
	propDomain  = "domain"
	propState   = "x-masthead-state"
	propStory   = "x-masthead-story"
	propBlock   = "x-masthead-block"
	propPart    = "x-masthead-part"
	propOrigin  = "x-masthead-origin"
	propPenalty = "x-masthead-penalty"
	propBefore  = "x-masthead-before"
	propAfter   = "x-masthead-after"
)

// machineMaker is who made what a machine translated, by the custom of translators' tools.
const machineMaker = "MT!"

// Bounds of an import.
const (
	importStep  = 500 // units that one transaction takes in
	maxProblems = 200 // that are told one by one
	maxName     = 200 // runes of a file's or a maker's name
)

// Importing says how a file is taken in.
type Importing struct {
	Name     string     // of the file
	Langs    []lang.Tag // the outlet's; a file's "en-US" is taken for "en" where the outlet has only that
	From, To lang.Tag   // only what is in these two, either way round; empty for all
}

// Report tells what became of a file's units.
type Report struct {
	Units, New, Renewed, Same int // translations: new, newer than ours, here already
	Others                    int // in other languages than were asked for
	Machine                   int // a machine's, which nobody has read
	Lost                      int // that could not be taken
	Codes                     int // of other programs' formatting, left out
	Problems                  []Problem
}

// Problem is why something was not taken.
type Problem struct {
	Line int
	Key  string // of its sentence
	What string // the language, the tuid: fills its {what}
}

func (r *Report) lose(line int, key, what string) {
	r.Lost++
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, Problem{line, key, what})
	}
}

func (r *Report) add(step Report) {
	r.New, r.Renewed, r.Same = r.New+step.New, r.Renewed+step.Renewed, r.Same+step.Same
}

// Import takes the segments of a TMX file in. What is here already stays as it is, or becomes
// what a newer file says: to import a file twice changes nothing. A file that breaks off is
// taken as far as it is sound; the report tells how far, the fault where it broke.
func Import(ctx context.Context, d *db.DB, file io.Reader, o Importing) (Report, error) {
	r := Report{}
	reader, err := tmx.NewReader(file)
	if err != nil {
		return r, err
	}
	seen := map[string]bool{}
	var batch []Segment
	for err == nil {
		var u *tmx.Unit
		u, err = reader.Next()
		if u != nil {
			r.Units++
			if u.ID != "" && len(seen) < 1_000_000 {
				if seen[u.ID] {
					r.remark(u.Line, "memory.problem_id", u.ID)
				}
				seen[u.ID] = true
			}
			batch = append(batch, o.segments(u, &r)...)
		}
		if len(batch) >= importStep || err != nil && len(batch) > 0 {
			if writeErr := takeIn(ctx, d, batch, &r); writeErr != nil {
				return r, writeErr
			}
			batch = batch[:0]
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return r, err
}

// remark tells of something that was taken all the same.
func (r *Report) remark(line int, key, what string) {
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, Problem{line, key, shortened(what)})
	}
}

func shortened(s string) string {
	if utf8.RuneCountInString(s) > maxName {
		return string([]rune(s)[:maxName])
	}
	return s
}

// segments makes a segment of each translation of a unit.
func (o *Importing) segments(u *tmx.Unit, r *Report) (list []Segment) {
	if u.By == machineMaker {
		r.Machine++
		return nil
	}
	r.Codes += u.Codes
	source, from, ok := o.source(u)
	if !ok {
		r.lose(u.Line, "memory.problem_source", shortened(u.Source))
		return nil
	}
	taken := map[lang.Tag]bool{from: true}
	for _, v := range u.Variants {
		to, err := o.lang(v.Lang)
		switch {
		case err != nil:
			r.lose(u.Line, "memory.problem_lang", shortened(v.Lang))
			continue
		case taken[to]: // the source itself, or a second variant for another country
			continue
		case o.From != "" && !(from == o.From && to == o.To || from == o.To && to == o.From):
			r.Others++
			continue
		}
		taken[to] = true
		s := segmentOf(u, from, to, source, v.Text)
		if s.Origin == "" && s.Story == "" {
			s.Origin = shortened(o.Name)
		}
		if err := s.check(); err != nil {
			f, _ := fault.As(err)
			r.lose(u.Line, f.Key, strconv.Itoa(MaxText))
			continue
		}
		list = append(list, s)
	}
	if len(u.Variants) < 2 {
		r.lose(u.Line, "memory.problem_alone", u.ID)
	}
	return list
}

// source finds the variant that the others were made from: that of the language that the unit
// or the file names, else the first.
func (o *Importing) source(u *tmx.Unit) (text string, l lang.Tag, ok bool) {
	for _, v := range u.Variants {
		if u.Source == "" || u.Source == "*all*" || strings.EqualFold(v.Lang, u.Source) {
			l, err := o.lang(v.Lang)
			return v.Text, l, err == nil
		}
	}
	wanted, err := o.lang(u.Source)
	for _, v := range u.Variants {
		if l, e := o.lang(v.Lang); err == nil && e == nil && l == wanted {
			return v.Text, l, true
		}
	}
	return "", "", false
}

// lang reads a language as a file has it.
func (o *Importing) lang(s string) (lang.Tag, error) {
	l, err := lang.Parse(s)
	if err != nil || slices.Contains(o.Langs, l) {
		return l, err
	}
	for _, ours := range o.Langs {
		if ours.Base() == l.Base() && ours.Script() == l.Script() && ours == ours.Base() {
			return ours, nil
		}
	}
	return l, nil
}

func segmentOf(u *tmx.Unit, from, to lang.Tag, source, target string) Segment {
	number := func(kind string) int64 {
		n, _ := strconv.ParseInt(u.Prop(kind), 10, 64) // what is no number is none
		return n
	}
	state, ok := ParseState(u.Prop(propState))
	if !ok {
		state = Translated
	}
	s := Segment{
		ID: u.ID, From: from, To: to, Source: source, Target: target, State: state, At: u.At, By: shortened(u.By), Domain: u.Prop(propDomain),
		Story: shortened(u.Prop(propStory)), Block: shortened(u.Prop(propBlock)), Part: int(min(max(number(propPart), 0), 10_000)), Origin: shortened(u.Prop(propOrigin)),
		Penalty: int(min(max(number(propPenalty), 0), MaxPenalty)), before: number(propBefore), after: number(propAfter),
	}
	if utf8.RuneCountInString(s.Domain) > MaxDomain {
		s.Domain = string([]rune(s.Domain)[:MaxDomain])
	}
	if s.Story == "" {
		s.Block, s.Part = "", 0
	}
	return s
}

// takeIn writes a batch in one transaction.
func takeIn(ctx context.Context, d *db.DB, batch []Segment, r *Report) error {
	var step Report
	err := d.Write(ctx, func(tx *db.Tx) error {
		step = Report{}
		pairs := map[[2]lang.Tag]Pair{}
		for i := range batch {
			s := batch[i]
			a, b := order(s.From, s.To)
			p, ok := pairs[[2]lang.Tag{a, b}]
			if !ok {
				var err error
				if p, err = makePair(ctx, tx, a, b); err != nil {
					return err
				}
				pairs[[2]lang.Tag{a, b}] = p
			}
			if err := takeOne(ctx, tx, p, &s, &step); err != nil {
				return fmt.Errorf("taking in a segment: %w", err)
			}
		}
		for _, p := range pairs {
			if err := grown(ctx, tx, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		r.add(step)
	}
	return err
}

// takeOne writes one segment, or finds that it is here.
func takeOne(ctx context.Context, tx *db.Tx, p Pair, s *Segment, r *Report) error {
	have, err := counterpart(ctx, tx, p, s)
	if err != nil {
		return err
	}
	if have.ID == "" {
		r.New++
		if !id.Valid(s.ID) || have.n < 0 {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			s.ID = id.New(now)
		}
		return insert(ctx, tx, p, s)
	}
	if !s.At.After(have.At) {
		r.Same++
		return nil
	}
	r.Renewed++
	s.ID = have.ID
	if err := change(ctx, tx, s); err != nil || s.Source == have.Source && s.Target == have.Target {
		return err
	}
	return rewrite(ctx, tx, p, s)
}

// counterpart finds the segment here that one of a file is: that of its id in the same
// languages, that of the same place of a story, or one that says the same and comes from no
// story. An empty one whose n is negative says that the id is another's.
func counterpart(ctx context.Context, tx *db.Tx, p Pair, s *Segment) (Segment, error) {
	taken := Segment{}
	if id.Valid(s.ID) {
		have, err := byID(ctx, tx, s.ID)
		if err == nil && have.From == s.From && have.To == s.To {
			return have, nil
		}
		if err == nil {
			taken.n = -1
		} else if fault.KindOf(err) != fault.NotFound {
			return taken, err
		}
	}
	if s.Story != "" {
		list, err := ofBlock(ctx, tx, s.Story, s.To, s.Block)
		for _, have := range list {
			if have.From == s.From && have.Part == s.Part {
				return have, err
			}
		}
		return taken, err
	}
	have, err := loose(ctx, tx, p, s)
	if err != nil || have.ID != "" {
		return have, err
	}
	return taken, nil
}

const exportStep = 500

// Export writes the memory as a TMX file: all of it, or the pair of two languages, without
// what may not be seen.
func Export(ctx context.Context, d *db.DB, w io.Writer, from, to lang.Tag, sees Sight) (n int, err error) {
	out := tmx.NewWriter(w)
	var pairs []Pair
	err = d.Read(ctx, func(tx *db.Tx) (err error) { pairs, err = Pairs(ctx, tx); return err })
	a, b := order(from, to)
	for _, p := range pairs {
		for last, more := "", from == "" || p.A == a && p.B == b; err == nil && more; {
			var list []Segment
			err = d.Read(ctx, func(tx *db.Tx) (err error) {
				if list, err = following(ctx, tx, p, last, exportStep); err != nil {
					return err
				}
				return veil(ctx, tx, list, sees)
			})
			for i := range list {
				last = list[i].ID
				if err == nil && !list[i].Hidden {
					err = out.Write(unitOf(&list[i]))
					n++
				}
			}
			more = len(list) == exportStep
		}
	}
	return n, errors.Join(err, out.Close())
}

func unitOf(s *Segment) *tmx.Unit {
	u := &tmx.Unit{ID: s.ID, Source: string(s.From), By: s.By, At: s.At, Variants: []tmx.Variant{{Lang: string(s.From), Text: s.Source}, {Lang: string(s.To), Text: s.Target}}}
	number := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	for _, p := range []tmx.Prop{
		{Type: propState, Text: s.State.String()}, {Type: propDomain, Text: s.Domain}, {Type: propStory, Text: s.Story}, {Type: propBlock, Text: s.Block},
		{Type: propPart, Text: number(int64(s.Part))}, {Type: propOrigin, Text: s.Origin}, {Type: propPenalty, Text: number(int64(s.Penalty))},
		{Type: propBefore, Text: number(s.before)}, {Type: propAfter, Text: number(s.after)},
	} {
		if p.Text != "" {
			u.Props = append(u.Props, p)
		}
	}
	return u
}
