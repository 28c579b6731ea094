package translation_test

import (
	"testing"

	"masthead/internal/body"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// original saves a Georgian original of three paragraphs.
func (b bed) original() {
	b.save("ka", "nino", func(t *story.Text) {
		t.Headline, t.Standfirst = "ხიდი გაიხსნა", ""
		t.Body.Blocks = []body.Block{paragraph("a", "ხიდზე 12 ადამიანი იდგა."), paragraph("b", "ქალაქი მას დიდხანს ელოდა."), paragraph("c", "გახსნას მერი დაესწრო.")}
	})
}

func want(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestATranslationFromTheFrameToTheReview(t *testing.T) {
	each(t, func(b bed) {
		b.original()
		b.begin("en", "ka", "ann")
		want(b.T, states(b.sheet("en")), "headline>headline untranslated\nstandfirst>standfirst wordless\na>a untranslated\nb>b untranslated\nc>c untranslated\n")
		b.save("en", "ann", say("a", "Twelve people stood on the bridge."))
		b.save("en", "ann", say(translation.Headline, "The bridge is open"))
		b.mark("en", translation.Headline, translation.IsTranslated, "ann")
		b.mark("en", block("b"), translation.IsOmitted, "ann")
		want(b.T, states(b.sheet("en")), "headline>headline translated\nstandfirst>standfirst wordless\na>a draft\nb>b omitted\nc>c untranslated\n")
		b.mark("en", block("a"), translation.IsReviewed, "bob")
		if r := b.row("en", block("a")); r.State != translation.Reviewed || r.Translator != "ann" || r.Reviewer != "bob" {
			b.Errorf("reviewed: %+v", r)
		}
		b.save("ka", "nino", say("a", "ხიდზე 14 ადამიანი იდგა."))
		b.save("ka", "nino", say("b", "ქალაქი მას, დიდხანს ელოდა"))
		want(b.T, states(b.sheet("en")), "headline>headline translated\nstandfirst>standfirst wordless\na>a stale urgent (number)\nb>b omitted\nc>c untranslated\n")
		if s := b.row("en", block("a")).Sources[0]; s.Was != "ხიდზე 12 ადამიანი იდგა." || s.Now != "ხიდზე 14 ადამიანი იდგა." {
			b.Errorf("what it was made from is %q, is now %q", s.Was, s.Now)
		}
		b.mark("en", block("a"), translation.StillRight, "ann")
		if r := b.row("en", block("a")); r.State != translation.Reviewed || r.Weight != translation.Nothing {
			b.Errorf("still right: %+v", r)
		}
	})
}
