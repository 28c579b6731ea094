package lang_test

import (
	"testing"

	"masthead/internal/kit/lang"
)

var sink int

func BenchmarkSlug(b *testing.B) {
	for _, h := range []struct {
		tag  lang.Tag
		text string
	}{
		{"en", "Armenia and Azerbaijan sign the agreement on the opening of roads"},
		{"ru", "Армения и Азербайджан подписали соглашение об открытии дорог"},
		{"hy", "Հայաստանը և Ադրբեջանը ստորագրել են համաձայնագիր ճանապարհների բացման մասին"},
		{"ka", "სომხეთმა და აზერბაიჯანმა ხელი მოაწერეს შეთანხმებას გზების გახსნის შესახებ"},
		{"az", "Ermənistan və Azərbaycan yolların açılması haqqında saziş imzalayıb"},
		{"fa", "ارمنستان و آذربایجان توافقنامه بازگشایی جاده‌ها را امضا کردند"},
	} {
		b.Run(string(h.tag), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink += len(lang.Slug(h.text, h.tag))
			}
		})
	}
}

func BenchmarkDateTime(b *testing.B) {
	for _, tag := range []lang.Tag{"en", "hy", "fa", "de"} {
		b.Run(string(tag), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink += len(lang.DateTime(thursday, tag))
			}
		})
	}
}

func BenchmarkDetect(b *testing.B) {
	text := "Армения и Азербайджан подписали соглашение об открытии дорог"
	b.ReportAllocs()
	for b.Loop() {
		tag, _ := lang.Detect(text)
		sink += len(tag)
	}
}

func BenchmarkMatch(b *testing.B) {
	editions := []lang.Tag{"en", "ru", "az", "hy", "ka"}
	b.ReportAllocs()
	for b.Loop() {
		tag, _ := lang.Match("ka-GE,ka;q=0.9,en-US;q=0.8,en;q=0.7", editions)
		sink += len(tag)
	}
}

func BenchmarkFold(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sink += len(lang.Fold("Հայաստանը և Ադրբեջանը ստորագրել են համաձայնագիր", "hy"))
	}
}

// TestHotPathsAllocateTheirResultOnly guards what every page and every imported
// text calls.
func TestHotPathsAllocateTheirResultOnly(t *testing.T) {
	for name, f := range map[string]func(){
		"Slug": func() {
			sink += len(lang.Slug("Հայաստանը և Ադրբեջանը Щука ёлка şəhər ایران", "hy"))
		},
		"DateTime": func() { sink += len(lang.DateTime(thursday, "fa")) },
		"Int":      func() { sink += len(lang.Int(1234567, "fa")) },
	} {
		if n := testing.AllocsPerRun(100, f); n > 1 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
