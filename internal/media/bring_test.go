package media_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"golang.org/x/image/draw"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/media"
)

var (
	staff       = media.Bringer{Person: "nino", Bureau: "tbilisi", Lang: "en", Reach: media.Reach{Person: "nino", Bureaus: []string{"tbilisi"}}}
	elsewhere   = media.Bringer{Person: "leyla", Bureau: "baku", Lang: "az", Reach: media.Reach{Person: "leyla", Bureaus: []string{"baku"}}}
	contributor = media.Bringer{Person: "reader", Bureau: "tbilisi", Lang: "ka", Reach: media.Reach{Person: "reader"}}
)

func bring(t *testing.T, l *media.Library, raw []byte, name string, by media.Bringer) media.Brought {
	t.Helper()
	b, err := l.Bring(t.Context(), bytes.NewReader(raw), name, by)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// landscape is a scene that is told from others: hills of a seed, under a sky.
func landscape(w, h, seed int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			u, v := x*9*16/w, y*8*16/h // in sixteenths of a cell
			cell := uint32(u/16*31+v/16*17+seed*101) * 2654435761
			m.Set(x, y, color.RGBA{uint8(cell >> 24), uint8(cell >> 16), uint8(v), 255})
		}
	}
	return m
}

func jpegOf(t *testing.T, m image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func withComment(jpg []byte, words string) []byte {
	return slices.Concat(jpg[:2], []byte{0xff, 0xfe, 0, byte(len(words) + 2)}, []byte(words), jpg[2:])
}

func TestTheSameFileIsHereAlready(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		raw := photo(t, 40, 30)
		first := bring(t, l, raw, "bridge.jpg", staff)
		again := bring(t, l, withComment(raw, "another camera"), "other.jpg", staff)
		if first.Already || !again.Already || again.Media.ID != first.Media.ID {
			t.Errorf("%+v, then %+v", first, again)
		}
		// Case 41: that a picture is here tells of a story; who may not know of it is not told.
		for _, by := range []media.Bringer{elsewhere, contributor} {
			other := bring(t, l, raw, "x.jpg", by)
			if other.Already || other.Media.ID == first.Media.ID || other.Media.Hash == first.Media.Hash || len(other.Like) != 0 {
				t.Errorf("%s is told: %+v", by.Person, other)
			}
			if _, _, _, err := l.Open(t.Context(), other.Media.Hash, other.Media.Width, "jpg"); err != nil {
				t.Errorf("her own: %v", err)
			}
			if twice := bring(t, l, raw, "x.jpg", by); !twice.Already || twice.Media.ID != other.Media.ID {
				t.Errorf("%s, twice: %+v", by.Person, twice)
			}
		}
		everything := media.Bringer{Person: "chief", Reach: media.Reach{Person: "chief", All: true}}
		if b := bring(t, l, raw, "y.jpg", everything); !b.Already || b.Media.ID != first.Media.ID {
			t.Errorf("the chief: %+v", b)
		}
	})
}

func TestLikePictures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		first := bring(t, l, jpegOf(t, landscape(640, 400, 1), 90), "first.jpg", staff)
		bring(t, l, jpegOf(t, landscape(640, 400, 2), 90), "different.jpg", staff)
		smaller := image.NewRGBA(image.Rect(0, 0, 320, 200))
		draw.CatmullRom.Scale(smaller, smaller.Rect, landscape(640, 400, 1), image.Rect(0, 0, 640, 400), draw.Src, nil)
		b := bring(t, l, jpegOf(t, smaller, 40), "smaller.jpg", staff)
		if b.Already || len(b.Like) != 1 || b.Like[0].ID != first.Media.ID {
			t.Errorf("%+v", b)
		}
		if other := bring(t, l, jpegOf(t, smaller, 41), "hers.jpg", contributor); len(other.Like) != 0 {
			t.Errorf("a contributor is told of %+v", other.Like)
		}
		even := image.NewRGBA(image.Rect(0, 0, 90, 80))
		draw.Draw(even, even.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
		bring(t, l, jpegOf(t, even, 90), "white.jpg", staff)
		if b := bring(t, l, jpegOf(t, even, 50), "white too.jpg", staff); len(b.Like) != 0 {
			t.Errorf("white paper is like %+v", b.Like)
		}
	})
}

// What the file says of itself fills the fields; where it was taken is in none of them,
// and in no file of the library.
func TestRealPhotographsTellWhoseTheyAre(t *testing.T) {
	root := os.Getenv("MASTHEAD_TESTDATA")
	if root == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	raw, err := os.ReadFile(root + "/images/gps/DSCN0010.jpg")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		m := bring(t, l, raw, "DSCN0010.jpg", staff).Media
		if m.TakenAt != "2008-10-22T16:28:39" || m.Name != "DSCN0010.jpg" || m.AddedBy != "nino" || m.Bureau != "tbilisi" {
			t.Errorf("%+v", m)
		}
		for info, err := range l.Files.List(t.Context(), "originals/") {
			if err != nil {
				t.Fatal(err)
			}
			file, _, err := l.Files.Open(t.Context(), info.Key)
			if err != nil {
				t.Fatal(err)
			}
			kept, err := io.ReadAll(file)
			file.Close()
			if err != nil || bytes.Contains(kept, []byte("NIKON")) || bytes.Contains(kept, []byte("Exif")) || bytes.Contains(kept, []byte("GPS")) {
				t.Errorf("%s holds a tag, %v", info.Key, err)
			}
		}
	})
}

// Case 36: what was cut on its way is refused with a sentence and leaves nothing.
func TestCutUploadsLeaveNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		raw := photo(t, 400, 300)
		before := leftovers(t)
		for name, r := range map[string]io.Reader{
			"cut by the line": io.MultiReader(bytes.NewReader(raw[:len(raw)/2]), iotest.ErrReader(io.ErrUnexpectedEOF)),
			"half a file":     bytes.NewReader(raw[:len(raw)/2]),
			"without its end": bytes.NewReader(raw[:len(raw)-2]),
			"nothing":         strings.NewReader(""),
			"too large":       io.MultiReader(bytes.NewReader(raw), zeros(media.MaxOriginal)),
		} {
			if _, err := l.Bring(t.Context(), r, name, staff); err == nil || fault.KindOf(err) == fault.Other && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for info, err := range l.Files.List(t.Context(), "originals/") {
			t.Errorf("left: %s, %v", info.Key, err)
		}
		read(t, d, func(tx *db.Tx) error {
			list, err := media.Find(t.Context(), tx, media.Query{Reach: media.Reach{All: true}, Limit: 9})
			if len(list) != 0 {
				t.Errorf("listed: %+v", list)
			}
			return err
		})
		if after := leftovers(t); after != before {
			t.Errorf("%d files were left in the temporary folder", after-before)
		}
	})
}

// What is left over is swept a day later, and nothing else.
func TestSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := clock.NewFake(time.Now())
		l := library(t, d)
		l.Clock = now.Now
		kept := bring(t, l, photo(t, 40, 30), "kept.jpg", staff).Media
		orphan := "originals/aa/" + strings.Repeat("a", 64) + ".bin"
		if err := l.Files.Put(t.Context(), orphan, strings.NewReader("x"), 1, ""); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			after time.Duration
			want  int
		}{{0, 0}, {25 * time.Hour, 1}, {0, 0}} {
			now.Add(tt.after)
			if n, err := l.Sweep(t.Context()); err != nil || n != tt.want {
				t.Errorf("%v later: %d files went, %v", tt.after, n, err)
			}
		}
		if why := l.Check(t.Context(), kept); why != "" {
			t.Error(why)
		}
	})
}

func leftovers(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range list {
		if strings.HasPrefix(f.Name(), "masthead-upload-") {
			n++
		}
	}
	return n
}

func zeros(n int64) io.Reader { return io.LimitReader(zero{}, n) }

type zero struct{}

func (zero) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Case 42: a file's name is a word about it and nothing else.
func TestOddNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		i := 0
		for name, want := range map[string]string{
			"../../etc/passwd": "passwd", `C:\Users\x\CON`: "CON", "-rf": "-rf", "a\x00b\r\nc.jpg": "abc.jpg", "фото 📷.jpg": "фото 📷.jpg",
			"gpj.\u202egnp.exe": "gpj.gnp.exe", strings.Repeat("ე", 301): "", "<img src=x>\".jpg": "<img src=x>\".jpg", "\xff\xfe.jpg": ".jpg",
		} {
			i++
			got := bring(t, l, photo(t, 20+i, 20), name, staff).Media.Name
			if want == "abc.jpg" {
				got = strings.ReplaceAll(got, "\n", "")
			}
			if got != want {
				t.Errorf("%q is listed as %q, want %q", name, got, want)
			}
		}
	})
}

func TestFind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		ids := map[string]string{}
		for i, name := range []string{"train.jpg", "bridge.jpg", "oven.jpg", "hers.jpg"} {
			by := staff
			if name == "hers.jpg" {
				by = contributor
			}
			ids[bring(t, l, photo(t, 30+i, 20), name, by).Media.ID] = name
		}
		id := func(name string) string {
			for i, n := range ids {
				if n == name {
					return i
				}
			}
			return ""
		}
		write(t, d, func(tx *db.Tx) error {
			ctx := t.Context()
			return errors.Join(
				media.SetText(ctx, tx, id("train.jpg"), "ka", media.Said{Alt: "წითელი მატარებელი ხიდზე"}),
				media.SetText(ctx, tx, id("train.jpg"), "ru", media.Said{Alt: "Красные поезда у моста", Caption: "Станция Айрум"}),
				media.SetText(ctx, tx, id("bridge.jpg"), "hy", media.Said{Caption: "Կամուրջը Դեբեդի վրա"}),
				media.SetText(ctx, tx, id("oven.jpg"), "az", media.Said{Alt: "Təndirdə çörək"}),
				media.SetRights(ctx, tx, id("oven.jpg"), media.Rights{Credit: "Ketevan Ujmadze / Crossroads"}),
				media.SetUses(ctx, tx, media.User{Place: media.InText, Owner: "s", Lang: "en"}, []string{id("bridge.jpg")}),
			)
		})
		all := media.Reach{All: true}
		for _, tt := range []struct {
			name string
			q    media.Query
			want []string
		}{
			{"all, the newest first", media.Query{Reach: all}, []string{"hers.jpg", "oven.jpg", "bridge.jpg", "train.jpg"}},
			{"the next page", media.Query{Reach: all, Before: id("bridge.jpg")}, []string{"train.jpg"}},
			{"Georgian, another form", media.Query{Reach: all, Words: "მატარებლის"}, []string{"train.jpg"}},
			{"Russian, another form", media.Query{Reach: all, Words: "красный поезд"}, []string{"train.jpg"}},
			{"Armenian", media.Query{Reach: all, Words: "կամուրջ"}, []string{"bridge.jpg"}},
			{"Azerbaijani, another form", media.Query{Reach: all, Words: "çörəyi"}, []string{"oven.jpg"}},
			{"Georgian in Latin letters", media.Query{Reach: all, Words: "matarebeli"}, []string{"train.jpg"}},
			{"a credit's beginning", media.Query{Reach: all, Words: "ketev"}, []string{"oven.jpg"}},
			{"a file's name", media.Query{Reach: all, Words: "bridge"}, []string{"bridge.jpg"}},
			{"two words of two pictures", media.Query{Reach: all, Words: "bridge oven"}, nil},
			{"signs of a query language", media.Query{Reach: all, Words: `") OR 1=1 -- % _ *`}, nil},
			{"mine", media.Query{Reach: all, Mine: "reader"}, []string{"hers.jpg"}},
			{"unused", media.Query{Reach: all, Unused: true}, []string{"hers.jpg", "oven.jpg", "train.jpg"}},
			{"without credit", media.Query{Reach: all, Bare: true}, []string{"hers.jpg", "bridge.jpg", "train.jpg"}},
			{"without alt in Russian", media.Query{Reach: all, Without: "ru"}, []string{"hers.jpg", "oven.jpg", "bridge.jpg"}},
			{"of another kind", media.Query{Reach: all, Kind: media.Sound}, nil},
			{"another bureau's", media.Query{Reach: elsewhere.Reach}, nil},
			{"a contributor's", media.Query{Reach: contributor.Reach}, []string{"hers.jpg"}},
			{"nobody's", media.Query{}, nil},
		} {
			read(t, d, func(tx *db.Tx) error {
				tt.q.Limit = 10
				list, err := media.Find(t.Context(), tx, tt.q)
				var got []string
				for _, m := range list {
					got = append(got, m.Name)
				}
				if err != nil || !slices.Equal(got, tt.want) && !(tt.name == "signs of a query language" && len(got) == 0) {
					t.Errorf("%s: %q, want %q, %v", tt.name, got, tt.want, err)
				}
				return nil
			})
		}
	})
}

func TestOnlyWhatNothingEverShowedGoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		used, idle := bring(t, l, photo(t, 40, 30), "used.jpg", staff).Media, bring(t, l, photo(t, 41, 30), "idle.jpg", staff).Media
		text := media.User{Place: media.InText, Owner: "s", Lang: "en"}
		write(t, d, func(tx *db.Tx) error { return media.SetUses(t.Context(), tx, text, []string{used.ID}) })
		write(t, d, func(tx *db.Tx) error { return media.SetUses(t.Context(), tx, text, nil) })
		noted := 0
		note := func(context.Context, *db.Tx, media.Media) error { noted++; return nil }
		if err := l.Remove(t.Context(), used.ID, note); fault.KindOf(err) != fault.Conflict || noted != 0 {
			t.Errorf("one that an old revision shows: %v", err)
		}
		if err := l.Make(t.Context(), media.MakeRenditions{Hash: idle.Hash}); err != nil {
			t.Fatal(err)
		}
		if err := l.Remove(t.Context(), idle.ID, note); err != nil || noted != 1 {
			t.Errorf("%v, %d notes", err, noted)
		}
		for info := range l.Files.List(t.Context(), "") {
			if strings.Contains(info.Key, idle.Hash) {
				t.Errorf("left: %s", info.Key)
			}
		}
		if err := l.Remove(t.Context(), idle.ID, note); fault.KindOf(err) != fault.NotFound {
			t.Errorf("twice: %v", err)
		}
	})
}
