package lang_test

import (
	"testing"

	"masthead/internal/kit/lang"
)

func TestQuotes(t *testing.T) {
	for tag, want := range map[lang.Tag]string{
		"en": "“”‘’", "ru": "«»„“", "uk": "«»„“", "az": "“”‘’", "hy": "«»«»",
		"ka": "„“«»", "tr": "“”‘’", "fa": "«»‹›", "ar": "«»“”", "en-GB": "“”‘’", "xx": "“”‘’",
	} {
		q := lang.Quotes(tag)
		if got := q.Open + q.Close + q.InnerOpen + q.InnerClose; got != want {
			t.Errorf("%s: %s, want %s", tag, got, want)
		}
	}
}
