package edition

import (
	"context"
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Question is what a reader looks for in an edition. Zero fields ask for nothing.
type Question struct {
	Lang    lang.Tag
	Text    string    // words and "phrases", as typed; the last word may be only begun
	Section string    // section id
	Topic   string    // topic id
	Place   string    // key of the place that an opinion speaks from
	Kinds   []string  // one of them
	From    time.Time // first published then or later
	To      time.Time // first published before
	After   SearchCursor
	N       int // hits wanted, MaxHits at most
}

// MaxHits bounds the hits of one answer.
const MaxHits = 20

// Hits are what was found: first the copies that have all words in the headline, then
// those that have them at their head, those that are about them, and those that have
// them at all; the newest first in each. Both engines give the same.
type Hits struct {
	List   []Hit
	Next   SearchCursor // zero at the end
	Total  int          // of the whole question; -1 when it was not counted
	More   bool         // there are more than Total
	Text   string       // what was looked for instead of the question's text, if anything was
	Loose  bool         // no copy has all of the words: these have some
	Oldest time.Time    // nothing older was looked through, for the words are too common; zero: everything was
}

// Hit is a copy that was found.
type Hit struct {
	Card
	Title   []Piece // the headline
	Extract []Piece // the standfirst if it has a word that was asked for, else a part of the text that has
}

// Piece is a part of a text; Found says that it is a word that was asked for.
type Piece struct {
	Text  string
	Found bool
}

// mode is how a question is put: with all of its words, without one of them, with any,
// without its phrases, or with its last word taken for the beginning of others.
type mode uint8

const (
	allWords mode = 0
	anyWord  mode = maxWords + 1 // between them: without the word of that number, from 1

	loosePhrase = anyWord + 1 // the words of its phrases anywhere
	begunWord   = anyWord + 2 // the last word, though it is one, taken for the beginning of others
)

// searchTime is the last defence: no question is worth more.
const searchTime = time.Second

// Search answers a question. An empty question, or one without a word, finds nothing.
// Busy means that it took too long.
func (s *Shelf) Search(ctx context.Context, q Question) (hits Hits, err error) {
	defer fault.Wrap(&err, "searching in %s", q.Lang)
	q.N = min(max(q.N, 1), MaxHits)
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := prepareSearch(ctx, tx); err != nil {
			return err
		}
		hits, err = search(ctx, tx, q, s.cut.of(q.Lang))
		return err
	})
	if err != nil && ctx.Err() == context.DeadlineExceeded {
		err = fault.New(fault.Busy, "edition.search_slow").Because(err)
	}
	return hits, err
}

func search(ctx context.Context, tx *db.Tx, q Question, cut *analyse.Cutter) (Hits, error) {
	parsed := parseQuery(q.Lang, q.Text)
	if len(parsed.words) == 0 {
		return Hits{}, nil
	}
	h, err := resolve(ctx, tx, q, parsed)
	if err != nil {
		return Hits{}, err
	}
	h.cut = cut
	hits := Hits{Loose: h.loose}
	if len(h.groups) == 0 {
		return hits, nil
	}
	found, as, err := h.answer(ctx, tx, &hits)
	if err != nil {
		return Hits{}, err
	}
	if hits.List, err = as.show(ctx, tx, found); err != nil || !h.mended || len(found) == 0 {
		return hits, err
	}
	hits.Text, err = h.mendedText(ctx, tx, found[0])
	return hits, err
}

// answer finds the hits: with all words if there is a copy that has them, else with
// all but one, else with any. It says as what hunt they were found.
func (h *hunt) answer(ctx context.Context, tx *db.Tx, hits *Hits) (found []match, as *hunt, err error) {
	modes := []mode{h.q.After.mode}
	if h.q.After == (SearchCursor{}) {
		modes = h.modes()
	}
	for _, m := range modes {
		sub, err := h.in(ctx, tx, m)
		if err != nil {
			return nil, h, err
		}
		if sub == nil {
			continue // a cursor of another question
		}
		found, err = sub.page(ctx, tx)
		if err != nil || len(found) == 0 {
			if err != nil {
				return nil, h, err
			}
			continue
		}
		hits.Loose = hits.Loose || m != allWords && m != begunWord
		if len(found) > h.q.N {
			found = found[:h.q.N]
			last := found[h.q.N-1]
			hits.Next = SearchCursor{m, int8(last.tier), last.doc}
		}
		if hits.Oldest, err = sub.oldest(ctx, tx); err != nil {
			return nil, h, err
		}
		hits.Total, hits.More, err = sub.count(ctx, tx, len(found), hits.Next == SearchCursor{})
		return found, sub, err
	}
	if h.q.After == (SearchCursor{}) {
		hits.Oldest, err = h.oldest(ctx, tx)
	}
	return nil, h, err
}

// modes are the ways to put the question, each tried when the one before found
// nothing: the commonest word is the one best done without.
func (h *hunt) modes() []mode {
	list := []mode{allWords}
	if last := h.groups[len(h.groups)-1]; last.asked.open && slices.Contains(last.stems, last.asked.stem) {
		list = append(list, begunWord)
	}
	switch {
	case len(h.phrases) > 0:
		return append(list, loosePhrase)
	case len(h.groups) < 2:
		return list
	}
	order := make([]int, len(h.groups))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(h.groups[b].n[inText] - h.groups[a].n[inText]) })
	for _, i := range order {
		list = append(list, mode(i+1))
	}
	if len(h.groups) > 2 {
		list = append(list, anyWord)
	}
	return list
}

// in is the hunt in a mode; nil if it has none such.
func (h *hunt) in(ctx context.Context, tx *db.Tx, m mode) (*hunt, error) {
	sub := *h
	switch {
	case m == begunWord:
		last := h.groups[len(h.groups)-1]
		begun, err := h.begun(ctx, tx, last.asked)
		if err != nil {
			return nil, err
		}
		last.stems = slices.Clone(last.stems)
		last.add(begun...)
		sub.groups = append(slices.Clone(h.groups[:len(h.groups)-1]), last)
	case m == allWords:
	case m == loosePhrase:
		sub.phrases = nil
	case m == anyWord:
		one := group{}
		for _, g := range h.groups {
			one.stems = append(one.stems, g.stems...)
			for i := range g.n {
				one.n[i] += g.n[i]
			}
		}
		sub.groups = []group{one}
	case int(m) <= len(h.groups) && len(h.groups) > 1:
		sub.groups = slices.Delete(slices.Clone(h.groups), int(m)-1, int(m))
	default:
		return nil, nil
	}
	return &sub, nil
}

// hunt is a question made ready for the engine.
type hunt struct {
	q       Question
	cut     *analyse.Cutter // of the question's language
	groups  []group         // a copy must have a word of each
	filters [][]string      // and a token of each of these
	phrases []string
	loose   bool // what no copy has is not looked for
	mended  bool // a word was taken for another

	months []monthCount // of the edition, the newest first; read when they are needed
	total  int64        // live copies in them
}

// group is the words that one word of the question stands for, and in how many copies
// they are at each level.
type group struct {
	asked  asked
	stems  []string
	n      [levels]int64
	mended bool // no copy has the word, but one much like it
}

type monthCount struct {
	month int
	live  int64
}

// match is a copy that was found, at its tier.
type match struct {
	doc   int64
	story string
	tier  int
}

// page gives one match more than are wanted, if there are so many.
func (h *hunt) page(ctx context.Context, tx *db.Tx) (found []match, err error) {
	from, to := h.bounds()
	top := inTitle
	if after := h.q.After; after != (SearchCursor{}) {
		top, to = int(after.tier), min(to, after.doc)
	}
	for tier := top; tier >= inText; tier-- {
		if tier != top {
			_, to = h.bounds()
		}
		span, err := h.span(ctx, tx, tier, from, to, h.work())
		if err != nil {
			return nil, err
		}
		not := tier + 1
		if tier == inTitle {
			not = none
		}
		list, err := h.find(ctx, tx, tier, not, span, h.q.N+1-len(found))
		if err != nil {
			return nil, err
		}
		if found = append(found, list...); len(found) > h.q.N {
			break
		}
	}
	return found, nil
}

// none is no level.
const none = -1

// The bounds of what one question may cost, in copies that have its rarest word. A
// window is what PostgreSQL looks through at once: its index knows no order, so the
// newest are asked for first.
const (
	maxWork      = 20_000
	maxCountWork = 4_000
	maxPhrase    = 200 // copies at each level whose words are read for a phrase
	firstWindow  = 1_500
)

func (h *hunt) work() int64 {
	if len(h.phrases) > 0 {
		return maxPhrase
	}
	return maxWork
}

// rarest is how many copies have the rarest of the words at a level.
func (h *hunt) rarest(level int) int64 {
	n := h.groups[0].n[level]
	for _, g := range h.groups[1:] {
		n = min(n, g.n[level])
	}
	return n
}

// span is what of the archive is looked through: docs from one on and before another.
// The months are those in it where the words are common, else none.
type span struct {
	from, to int64
	months   []monthCount
	share    float64 // of a month's copies that have the rarest word
	cut      bool    // something older was left out
}

// span bounds the work at a level: from the newest month of the question back until
// as many copies as may be looked through are expected to have the rarest word. It
// depends on counts alone, so that both engines and all pages stop at the same month.
func (h *hunt) span(ctx context.Context, tx *db.Tx, level int, from, to, work int64) (span, error) {
	sp := span{from: from, to: to}
	n := h.rarest(level)
	if n <= min(work, firstWindow) {
		return sp, nil
	}
	if err := h.readMonths(ctx, tx); err != nil || h.total == 0 {
		return sp, err
	}
	_, newest := h.bounds()
	sp.share = min(1, float64(n)/float64(h.total))
	expected := 0.0
	for _, m := range h.months {
		start := docOf(monthStart(m.month))
		if start >= newest || docOf(monthStart(m.month+1)) <= from {
			continue
		}
		if expected > float64(work) {
			sp.cut = true
			break
		}
		expected += sp.share * float64(m.live)
		sp.from = max(from, start)
		if start < to {
			sp.months = append(sp.months, m)
		}
	}
	if !sp.cut {
		sp.from = from
	}
	return sp, nil
}

func (h *hunt) readMonths(ctx context.Context, tx *db.Tx) (err error) {
	if h.months != nil {
		return nil
	}
	if h.months, err = liveMonths(ctx, tx, h.q.Lang); err == nil {
		for _, m := range h.months {
			h.total += m.live
		}
	}
	return err
}

// bounds are the docs that the question's dates allow.
func (h *hunt) bounds() (from, to int64) {
	from, to = minDoc, maxDoc
	if !h.q.From.IsZero() {
		from = docOf(h.q.From)
	}
	if !h.q.To.IsZero() {
		to = docOf(h.q.To)
	}
	return from, to
}

// oldest is the moment before which nothing was looked through.
func (h *hunt) oldest(ctx context.Context, tx *db.Tx) (time.Time, error) {
	from, to := h.bounds()
	sp, err := h.span(ctx, tx, inText, from, to, h.work())
	if err != nil || !sp.cut {
		return time.Time{}, err
	}
	return timeOf(sp.from), nil
}

// maxCounted is how far hits are counted.
const maxCounted = 100

// count says how many hits there are: exactly, or that they are more, or -1 where
// counting would cost too much. On later pages nobody counts.
func (h *hunt) count(ctx context.Context, tx *db.Tx, here int, last bool) (total int, more bool, err error) {
	if h.q.After != (SearchCursor{}) {
		return -1, false, nil
	}
	from, to := h.bounds()
	sp, err := h.span(ctx, tx, inText, from, to, min(h.work(), maxCountWork))
	if err != nil {
		return 0, false, err
	}
	if last && !sp.cut {
		return here, false, nil
	}
	if len(h.groups) == 1 && len(h.groups[0].stems) == 1 && len(h.filters)+len(h.phrases) == 0 && from == minDoc && to == maxDoc {
		return int(h.groups[0].n[inText]), false, nil
	}
	list, err := h.find(ctx, tx, inText, none, sp, maxCounted+1)
	switch {
	case err != nil:
		return 0, false, err
	case len(list) > maxCounted:
		return maxCounted, true, nil
	case sp.cut:
		return -1, false, nil
	}
	return len(list), false, nil
}

// docShift makes room for the copies of one millisecond.
const docShift = 18

// The bounds of docs: the years 1 and 3000 or so; what is beyond stands at the bound.
const (
	minDoc = -(1 << 62)
	maxDoc = 1<<62 - 1
)

// docOf is the first doc of a moment.
func docOf(t time.Time) int64 {
	return max(minDoc>>docShift, min(t.UnixMilli(), maxDoc>>docShift)) << docShift
}

func timeOf(doc int64) time.Time { return time.UnixMilli(doc >> docShift).UTC() }

func monthStart(month int) time.Time {
	return time.Date(month/12, time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC)
}

// expression puts the hunt into an engine's own words. Every word is in quotes and of
// letters and digits alone: nothing that a reader types is ever read as an operator.
func (h *hunt) expression(y syntax, level, not int, months []monthCount) string {
	var b strings.Builder
	h.wordsAt(&b, y, level)
	for _, f := range h.filters {
		b.WriteString(y.and + "(" + y.either(f) + ")")
	}
	if len(months) > 0 {
		b.WriteString(y.and + "(" + y.either(monthTokens(h.q.Lang, months)) + ")")
	}
	if not == none {
		return b.String()
	}
	var higher strings.Builder
	h.wordsAt(&higher, y, not)
	return "(" + b.String() + ")" + y.not + "(" + higher.String() + ")"
}

// wordsAt writes that all words are at a level.
func (h *hunt) wordsAt(b *strings.Builder, y syntax, level int) {
	for i, g := range h.groups {
		if i > 0 {
			b.WriteString(y.and)
		}
		tokens := make([]string, len(g.stems))
		for j, s := range g.stems {
			tokens[j] = token(levelLetters[level], h.q.Lang, s)
		}
		b.WriteString("(" + y.either(tokens) + ")")
	}
}

// syntax is how an engine writes a question.
type syntax struct{ quote, and, or, not string }

// either asks for one of the tokens.
func (y syntax) either(tokens []string) string {
	return y.quote + strings.Join(tokens, y.quote+y.or+y.quote) + y.quote
}
