package translation_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// parallel is an article in seven languages, line by line.
type parallel struct {
	Text map[lang.Tag][]string `json:"text"`
}

func parallels(t *testing.T) (list []parallel) {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: the parallel news are not part of the project")
	}
	f, err := os.Open(filepath.Join(dir, "langs", "parallel-news.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var p parallel
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

// sources rotate: each of these languages is the original of some stories.
var sources = []lang.Tag{"en", "ka", "ru", "hy", "az", "tr", "fa"}

// archive saves every article as a story in seven languages, as an import does, and pairs
// them.
func (b bed) archive(list []parallel) (stories []story.Story) {
	for i, p := range list {
		s := story.Story{Kind: story.News, Original: sources[i%len(sources)]}
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			if s, err = story.Create(ctx, tx, s); err != nil {
				return err
			}
			for _, l := range append([]lang.Tag{s.Original}, sources...) {
				if l == s.Original && len(s.People) > 0 {
					continue
				}
				var doc body.Doc
				for _, line := range p.Text[l][1:] {
					doc.Blocks = append(doc.Blocks, body.Block{ID: id.NewBlock(), Type: body.Paragraph, Text: []body.Span{{Text: line}}})
				}
				if _, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: l, BaseRev: 0, Headline: p.Text[l][0], Body: &doc, OpID: "import"}); err != nil {
					return err
				}
			}
			return translation.FindAll(ctx, tx, s.ID)
		})
		stories = append(stories, s)
	}
	return stories
}

func TestAnArchiveIsPairedBlockByBlock(t *testing.T) {
	list := parallels(t)
	each(t, func(b bed) {
		pairs := 0
		for _, s := range b.archive(list) {
			b.story = s.ID
			for _, l := range sources {
				if l == s.Original {
					continue
				}
				from, to, rows := b.newest(s.Original).Body.Blocks, b.newest(l).Body.Blocks, b.sheet(l).Rows[2:]
				if len(rows) != len(from) || len(rows) != len(to) {
					b.Fatalf("%s: %d rows of %d and %d blocks", l, len(rows), len(from), len(to))
				}
				for i, r := range rows {
					if r.State != translation.Translated || r.ID != to[i].ID || len(r.Sources) != 1 || r.Sources[0].ID != from[i].ID {
						b.Errorf("%s, line %d: %+v", l, i, r)
					}
					pairs++
				}
			}
		}
		b.Logf("%d pairs", pairs)
	})
}

// expected is what an edit must do to the pairs of a story, worked out from the edit
// alone.
type expected struct {
	block    string // whose pair goes stale; empty: none does
	least    translation.Weight
	most     translation.Weight
	why      string
	fresh    string // block that is untranslated now
	offer    translation.OfferKind
	offerFor string
}

// an edit changes a body in one place.
type edit struct {
	name string
	do   func(r *rand.Rand, l lang.Tag, blocks []body.Block) ([]body.Block, expected, bool)
}

var (
	digit   = regexp.MustCompile(`[0-9]`)
	plain   = regexp.MustCompile(`(?:^|[\p{L},] )(\p{Ll}{4,}|[\p{Lo}]{4,}) [\p{L}]`)
	quoting = `"“”„«»‟`
	nonce   = map[lang.Tag]string{"en": "glimpered", "ru": "глимперный", "az": "qlimperik", "tr": "glimperik", "hy": "գլիմպորոն", "ka": "გლიმპეროს", "fa": "گلیمپور"}
	denial  = map[lang.Tag]string{"en": "not", "ru": "не", "az": "deyil", "tr": "değil", "hy": "ոչ", "ka": "არ", "fa": "بدون"}
	foreign = map[lang.Tag]string{"en": "Zorvandia", "ru": "Зорвандия", "az": "Zorvandiya", "tr": "Zorvandiya", "hy": "Զորվանդիա"}
)

func withWords(b body.Block, words string) body.Block {
	b.Text = []body.Span{{Text: words}}
	return b
}

func replaced(blocks []body.Block, i int, words string) []body.Block {
	out := slices.Clone(blocks)
	out[i] = withWords(out[i], words)
	return out
}

// pick finds a block, from a random one on, for which at gives a place.
func pick(r *rand.Rand, blocks []body.Block, at func(words string) bool) int {
	from := r.IntN(len(blocks))
	for k := range blocks {
		if i := (from + k) % len(blocks); at(body.Plain(blocks[i])) {
			return i
		}
	}
	return -1
}

// oneWord puts a word in place of a plain one, and says where.
func oneWord(words, by string) (string, bool) {
	at := plain.FindStringSubmatchIndex(words)
	if at == nil {
		return "", false
	}
	return words[:at[2]] + by + words[at[3]:], true
}

var edits = []edit{
	{"comma", func(r *rand.Rand, _ lang.Tag, blocks []body.Block) ([]body.Block, expected, bool) {
		i := pick(r, blocks, func(w string) bool { _, ok := oneWord(w, "x"); return ok })
		if i < 0 {
			return nil, expected{}, false
		}
		words := body.Plain(blocks[i])
		at := plain.FindStringSubmatchIndex(words)
		return replaced(blocks, i, words[:at[3]]+","+words[at[3]:]), expected{}, true
	}},
	{"quotes", func(r *rand.Rand, _ lang.Tag, blocks []body.Block) ([]body.Block, expected, bool) {
		i := pick(r, blocks, func(w string) bool { return strings.Count(w, `"`) == 2 && !strings.ContainsAny(w, "“”„«»") })
		if i < 0 {
			return nil, expected{}, false
		}
		words := strings.Replace(strings.Replace(body.Plain(blocks[i]), `"`, "«", 1), `"`, "»", 1)
		return replaced(blocks, i, words), expected{}, true
	}},
	{"number", func(r *rand.Rand, _ lang.Tag, blocks []body.Block) ([]body.Block, expected, bool) {
		i := pick(r, blocks, func(w string) bool { return digit.MatchString(w) })
		if i < 0 {
			return nil, expected{}, false
		}
		words := body.Plain(blocks[i])
		at := digit.FindStringIndex(words)
		words = words[:at[0]] + string('0'+(words[at[0]]-'0'+1)%10) + words[at[1]:]
		return replaced(blocks, i, words), expected{block: blocks[i].ID, least: translation.Urgent, most: translation.Urgent, why: translation.WhyNumber}, true
	}},
	{"rewrite", func(r *rand.Rand, l lang.Tag, blocks []body.Block) ([]body.Block, expected, bool) {
		i := pick(r, blocks, func(w string) bool {
			at := plain.FindStringSubmatch(w)
			return at != nil && !strings.ContainsAny(w, quoting) && !deniedWord(l, at[1])
		})
		if i < 0 {
			return nil, expected{}, false
		}
		words, _ := oneWord(body.Plain(blocks[i]), nonce[l])
		return replaced(blocks, i, words), expected{block: blocks[i].ID, least: translation.Words, most: translation.Words}, true
	}},
	{"denial", func(r *rand.Rand, l lang.Tag, blocks []body.Block) ([]body.Block, expected, bool) {
		i := pick(r, blocks, func(w string) bool {
			at := plain.FindStringSubmatch(w)
			return at != nil && !deniedWord(l, at[1])
		})
		if i < 0 {
			return nil, expected{}, false
		}
		words, _ := oneWord(body.Plain(blocks[i]), denial[l])
		return replaced(blocks, i, words), expected{block: blocks[i].ID, least: translation.Urgent, most: translation.Urgent, why: translation.WhyNegation}, true
	}},
	{"name", func(r *rand.Rand, l lang.Tag, blocks []body.Block) ([]body.Block, expected, bool) {
		if foreign[l] == "" {
			return nil, expected{}, false
		}
		i := pick(r, blocks, func(w string) bool { _, ok := oneWord(w, "x"); return ok })
		if i < 0 {
			return nil, expected{}, false
		}
		words := body.Plain(blocks[i])
		at := plain.FindStringSubmatchIndex(words)
		if at[2] == 0 { // the first word of a sentence tells of no name
			return nil, expected{}, false
		}
		words, _ = oneWord(words, foreign[l])
		return replaced(blocks, i, words), expected{block: blocks[i].ID, least: translation.Urgent, most: translation.Urgent, why: translation.WhyName}, true
	}},
	{"move", func(r *rand.Rand, _ lang.Tag, blocks []body.Block) ([]body.Block, expected, bool) {
		from, to := r.IntN(len(blocks)), r.IntN(len(blocks))
		out := slices.Delete(slices.Clone(blocks), from, from+1)
		return slices.Insert(out, to, blocks[from]), expected{}, from != to
	}},
	{"delete", func(r *rand.Rand, _ lang.Tag, blocks []body.Block) ([]body.Block, expected, bool) {
		i := r.IntN(len(blocks))
		return slices.Delete(slices.Clone(blocks), i, i+1), expected{block: blocks[i].ID, least: translation.Words, most: translation.Words, why: translation.WhyGone}, true
	}},
	{"insert", func(r *rand.Rand, l lang.Tag, blocks []body.Block) ([]body.Block, expected, bool) {
		b := body.Block{ID: id.NewBlock(), Type: body.Paragraph, Text: []body.Span{{Text: nonce[l] + " " + nonce[l]}}}
		return slices.Insert(slices.Clone(blocks), r.IntN(len(blocks)+1), b), expected{fresh: b.ID}, true
	}},
	{"split", func(r *rand.Rand, _ lang.Tag, blocks []body.Block) ([]body.Block, expected, bool) {
		i := pick(r, blocks, func(w string) bool { return len(strings.Fields(w)) >= 12 })
		if i < 0 {
			return nil, expected{}, false
		}
		words := strings.Fields(body.Plain(blocks[i]))
		head, tail := strings.Join(words[:len(words)/2], " "), strings.Join(words[len(words)/2:], " ")
		b := withWords(body.Block{ID: id.NewBlock(), Type: body.Paragraph}, tail)
		least := translation.Words
		if digit.MatchString(tail) {
			least = translation.Urgent
		}
		want := expected{block: blocks[i].ID, least: least, most: translation.Urgent, fresh: b.ID, offer: translation.OfferSplit, offerFor: blocks[i].ID}
		return slices.Insert(replaced(blocks, i, head), i+1, b), want, true
	}},
	{"merge", func(r *rand.Rand, _ lang.Tag, blocks []body.Block) ([]body.Block, expected, bool) {
		i := r.IntN(len(blocks) - 1)
		if len(strings.Fields(body.Plain(blocks[i+1]))) < 6 {
			return nil, expected{}, false
		}
		out := replaced(blocks, i, body.Plain(blocks[i])+" "+body.Plain(blocks[i+1]))
		want := expected{block: blocks[i].ID, least: translation.Words, most: translation.Urgent, offer: translation.OfferMerge, offerFor: blocks[i+1].ID}
		return slices.Delete(out, i+1, i+2), want, true
	}},
}

// deniedWord says whether a word may deny, by itself or by how it is inflected: taking it
// away is another edit.
func deniedWord(l lang.Tag, w string) bool {
	w = strings.ToLower(w)
	switch l {
	case "az", "tr":
		return (strings.Contains(w, "ma") || strings.Contains(w, "mə") || strings.Contains(w, "me") || slices.Contains([]string{"deyil", "deyildi", "yoxdur", "değil", "yoktur", "hiçbir"}, w))
	case "hy":
		return strings.HasPrefix(w, "չ") || slices.Contains([]string{"ոչինչ", "առանց", "երբեք"}, w)
	case "ka":
		return strings.HasPrefix(w, "არ") || strings.HasPrefix(w, "ვერ") || w == "აღარ" || w == "გარეშე" || w == "ვეღარ" || strings.Contains(w, "შვილ") || strings.Contains(w, "ძე")
	case "ru":
		return strings.HasPrefix(w, "ни") || strings.HasPrefix(w, "нет") || strings.HasPrefix(w, "нел") || strings.HasPrefix(w, "отриц") || w == "невозможно"
	case "en":
		return slices.Contains([]string{"without", "never", "none", "nothing", "nobody", "neither", "cannot", "hardly", "nowhere", "deny", "denies", "denied"}, w)
	}
	return strings.HasPrefix(w, "ن") || w == "بدون" || w == "هرگز"
}

// Edits of sources, one after another: each marks exactly the pairs that it must, with
// the weight that it must, in every language; and taken back, none.
func TestRandomEditsOfSourcesMarkTheRightBlocks(t *testing.T) {
	list := parallels(t)
	each(t, func(b bed) {
		stories := b.archive(list)
		n := 1000
		if b.db.Engine == db.Postgres {
			n = 300 // the rules are the same; this is about the statements
		}
		r := rand.New(rand.NewPCG(5, uint64(n)))
		done := map[string]int{}
		for k := 0; k < n; {
			s, e := stories[r.IntN(len(stories))], edits[r.IntN(len(edits))]
			b.story = s.ID
			was := b.newest(s.Original)
			next, want, ok := e.do(r, s.Original, was.Body.Blocks)
			if !ok {
				continue
			}
			k++
			done[e.name]++
			b.save(s.Original, "ann", func(t *story.Text) { t.Body.Blocks = next })
			for _, l := range sources {
				if l != s.Original {
					b.verify(fmt.Sprintf("edit %d, %s of %s, in %s", k, e.name, s.Original, l), b.sheet(l), e.name, want)
				}
			}
			b.save(s.Original, "ann", func(t *story.Text) { t.Body.Blocks = was.Body.Blocks })
			for _, one := range b.standing() {
				if one.Tally.Stale+one.Tally.Missing+one.Tally.Mild > 0 {
					b.Fatalf("edit %d, %s of %s, taken back: %+v", k, e.name, s.Original, one)
				}
			}
			if b.Failed() {
				b.Fatalf("before: %q", body.PlainDoc(was.Body))
			}
		}
		b.Log(done)
	})
}

func (b bed) standing() (list []translation.Standing) {
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = translation.OfStory(ctx, tx, b.story)
		return err
	})
	return list
}

func (b bed) verify(what string, s translation.Sheet, edit string, want expected) {
	b.Helper()
	met := map[string]bool{}
	for _, r := range s.Rows {
		if len(r.Sources) != 1 {
			b.Errorf("%s: a row of %d sources", what, len(r.Sources))
			continue
		}
		of := r.Sources[0].ID
		switch {
		case of == want.block:
			met["block"] = r.State == translation.Stale && r.Weight >= want.least && r.Weight <= want.most && (want.why == "" || slices.Contains(r.Why, want.why))
			if !met["block"] {
				b.Errorf("%s: the block is %s, weight %d, %v; want weight %d to %d, %s\n%q\n%q", what, r.State, r.Weight, r.Why, want.least, want.most, want.why, r.Sources[0].Was, r.Sources[0].Now)
			}
		case of == want.fresh:
			met["fresh"] = r.State == translation.Untranslated
		case edit == "merge" && of == want.offerFor:
			met["gone"] = r.State == translation.Stale && slices.Contains(r.Why, translation.WhyGone)
			if !met["gone"] {
				b.Errorf("%s: what was merged is %s %v", what, r.State, r.Why)
			}
		case r.Weight != translation.Nothing || r.State != translation.Translated && r.State != translation.Wordless:
			b.Errorf("%s: another block is %s, weight %d, %v", what, r.State, r.Weight, r.Why)
		}
		if of == want.offerFor && want.offer != "" {
			met["offer"] = slices.ContainsFunc(r.Offers, func(o translation.Offer) bool { return o.Kind == want.offer })
		} else if len(r.Offers) > 0 {
			b.Errorf("%s: an offer that nothing asks for: %v", what, r.Offers)
		}
	}
	for part, asked := range map[string]bool{"block": want.block != "", "fresh": want.fresh != "", "offer": want.offer != "" && !sameTwice(s, want)} {
		if asked && !met[part] {
			b.Errorf("%s: no %s", what, part)
		}
	}
}

// sameTwice says whether the words that an offer is about occur too often in the text for
// anybody to tell where they went.
func sameTwice(s translation.Sheet, want expected) bool {
	words := map[string]int{}
	for _, r := range s.Rows {
		for _, w := range strings.FieldsFunc(r.Sources[0].Was, func(r rune) bool { return !unicode.IsLetter(r) }) {
			words[w]++
		}
	}
	return len(words) < 10
}
