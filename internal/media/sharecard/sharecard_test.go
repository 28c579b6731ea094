package sharecard_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"masthead/internal/kit/lang"
	"masthead/internal/media/sharecard"
)

func studio(t testing.TB) *sharecard.Studio {
	t.Helper()
	s, err := sharecard.New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestNothingIsClipped measures every card: what is written lies within the margins,
// nothing covers anything else, and the file is small enough.
func TestNothingIsClipped(t *testing.T) {
	s := studio(t)
	// Strokes may stand out of their letter's place by a hair.
	const hair = 6
	for _, l := range languages {
		for i, c := range cards(t, l) {
			m, layout, err := s.Draw(c)
			if err != nil {
				t.Fatalf("%s card %d: %v", l, i, err)
			}
			room := image.Rect(56, 40, sharecard.Width-56, sharecard.Height-20).Inset(-hair)
			if c.Picture != nil && l.Dir() == "ltr" {
				room.Max.X = sharecard.Width - sharecard.PictureWidth - 20
			} else if c.Picture != nil {
				room.Min.X = sharecard.PictureWidth + 20
			}
			for name, r := range layout.Ink {
				if name != "picture" && !r.In(room) {
					t.Errorf("%s card %d: %s covers %v, outside %v", l, i, name, r, room)
				}
				for other, q := range layout.Ink {
					if name < other && r.Overlaps(q) && name != "board" && other != "board" {
						t.Errorf("%s card %d: %s %v and %s %v overlap", l, i, name, r, other, q)
					}
				}
			}
			if layout.Cut {
				t.Errorf("%s card %d: a headline of %d signs is cut", l, i, len([]rune(c.Headline)))
			}
			data, err := sharecard.Encode(m)
			if err != nil || len(data) > sharecard.MaxBytes {
				t.Errorf("%s card %d: %d bytes, %v", l, i, len(data), err)
			}
			if back, err := jpeg.DecodeConfig(bytes.NewReader(data)); err != nil || back.Width != 1200 || back.Height != 630 {
				t.Errorf("%s card %d: %v, %v", l, i, back, err)
			}
		}
	}
}

// TestSettings holds facts of the layout: size of the headline in pixels and its lines.
func TestSettings(t *testing.T) {
	s := studio(t)
	tests := []struct {
		lang        lang.Tag
		card        int // of cards
		least, most float64
		lines       int
	}{
		{"en", 0, 70, 80, 4}, {"en", 1, 100, 120, 3}, {"en", 2, 36, 40, 8}, {"en", 3, 94, 96, 2},
		{"ru", 0, 54, 62, 5}, {"az", 0, 62, 70, 3}, {"hy", 0, 54, 64, 4}, {"ka", 0, 54, 62, 5},
		{"fa", 0, 64, 76, 4}, {"ar", 3, 80, 92, 2},
	}
	for _, tt := range tests {
		c := cards(t, tt.lang)[tt.card]
		_, layout, err := s.Draw(c)
		if err != nil {
			t.Fatal(err)
		}
		if layout.Size < tt.least || layout.Size > tt.most || layout.Lines != tt.lines {
			t.Errorf("%s card %d: %.0f px in %d lines, want %.0f to %.0f in %d", tt.lang, tt.card, layout.Size, layout.Lines, tt.least, tt.most, tt.lines)
		}
	}
}

// TestTheSidesTurn: in scripts that run to the left the picture stands left, the mark
// right, and the board points left.
func TestTheSidesTurn(t *testing.T) {
	s := studio(t)
	for _, l := range languages {
		c := cards(t, l)[3] // an opinion with a picture
		m, layout, err := s.Draw(c)
		if err != nil {
			t.Fatal(err)
		}
		left := layout.Ink["picture"].Min.X == 0
		if want := l == "fa" || l == "ar"; left != want {
			t.Errorf("%s: picture at %v", l, layout.Ink["picture"])
		}
		if markLeft := layout.Ink["mark"].Min.X < layout.Ink["outlet"].Min.X; markLeft == left {
			t.Errorf("%s: mark at %v, name at %v", l, layout.Ink["mark"], layout.Ink["outlet"])
		}
		b := layout.Ink["board"]
		near, far := m.RGBAAt(b.Min.X+2, b.Min.Y+3), m.RGBAAt(b.Max.X-3, b.Min.Y+3)
		if left {
			near, far = far, near
		}
		if near.R != 0x95 || far.R != 0xff {
			t.Errorf("%s: the board has %v at its square end and %v at its tip", l, near, far)
		}
	}
}

// TestHostileHeadlines draws what nobody should write.
func TestHostileHeadlines(t *testing.T) {
	s := studio(t)
	tests := []struct {
		name, headline string
		cut            bool
		err            error
	}{
		{"one long word", strings.Repeat("Donaudampfschiff", 40), true, nil},
		{"thousands of words", strings.Repeat("word ", 4000), true, nil},
		{"no letters", "!?… — 2026", false, nil},
		{"only spaces", " \n\t ", false, sharecard.ErrNothingToSay},
		{"no face", "日本語の見出し", false, sharecard.ErrNothingToSay},
		{"an emoji among words", "Train 🚂 is back", false, nil},
		{"marks without letters", strings.Repeat("\u0301", 300), false, nil},
		{"all directions", "abc \u202eاب\u202c 12 \u2067ქა\u2069 \u200f\u200e Ա", false, nil},
		{"control signs", "a\x00b\x1bc\u0085d", false, nil},
		{"broken", "a\xff\xfe b", false, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, l := range []lang.Tag{"en", "fa", "zz", ""} {
				c := sharecard.Card{Lang: l, Headline: tt.headline, Outlet: strings.Repeat("Very Long Name ", 30), Sign: strings.Repeat("A view from afar ", 20), Tone: sharecard.Opinion, Author: strings.Repeat("Author, ", 60), Mark: squares{}}
				m, layout, err := s.Draw(c)
				if tt.name == "marks without letters" && errors.Is(err, sharecard.ErrNothingToSay) {
					continue
				}
				if !errors.Is(err, tt.err) {
					t.Fatalf("%s: %v, want %v", l, err, tt.err)
				}
				if err != nil {
					continue
				}
				if layout.Cut != tt.cut {
					t.Errorf("%s: cut is %v", l, layout.Cut)
				}
				for name, r := range layout.Ink {
					if !r.In(m.Bounds()) {
						t.Errorf("%s: %s covers %v", l, name, r)
					}
				}
			}
		})
	}
}

// TestEveryAlphabetHasItsLetters draws each letter of each language: one that no face
// has would be left out.
func TestEveryAlphabetHasItsLetters(t *testing.T) {
	s := studio(t)
	for l, letters := range map[lang.Tag]string{
		"en": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;!?“”‘’—–-…()/&%€$",
		"az": "AaBbCcÇçDdEeƏəFfGgĞğHhXxIıİiJjKkQqLlMmNnOoÖöPpRrSsŞşTtUuÜüVvYyZz",
		"tr": "ÂâÎîÛûÇçĞğIıİiÖöŞşÜü",
		"ru": "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя«»№—",
		"uk": "ҐґЄєІіЇї’",
		"hy": "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև՝՞՜՛։«»",
		"ka": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ„“",
		"fa": "اآبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءئؤأة،؛؟۰۱۲۳۴۵۶۷۸۹«»",
		"ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئ،؛؟٠١٢٣٤٥٦٧٨٩",
	} {
		if missing := s.Missing(l, letters); missing != "" {
			t.Errorf("%s: no face has %q", l, missing)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	s := studio(b)
	picture := drawing(b)
	for name, c := range map[string]sharecard.Card{
		"picture": {Lang: "en", Headline: samples["en"].middle, Outlet: "The Crossroads", Picture: picture, Mark: squares{}, Focus: image.Pt(500, 400)},
		"type":    {Lang: "fa", Headline: samples["fa"].long, Outlet: "چهارراه", Mark: squares{}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				m, _, err := s.Draw(c)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := sharecard.Encode(m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
