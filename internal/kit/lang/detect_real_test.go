package lang_test

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"testing"

	"masthead/internal/kit/lang"
)

type parallelStory struct {
	Text map[lang.Tag][]string
}

func parallelNews(t *testing.T) (stories []parallelStory) {
	f, err := os.Open(testdata(t, "langs", "parallel-news.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(z); ; {
		var s parallelStory
		if err := d.Decode(&s); errors.Is(err, io.EOF) {
			return stories
		} else if err != nil {
			t.Fatal(err)
		}
		stories = append(stories, s)
	}
}

// TestDetectRealNews measures Detect on headlines, first paragraphs and single
// sentences of 62 stories in seven languages. A few headlines of the corpus are
// English whatever their language ("Elite League: Dundee Stars 5-3 …").
func TestDetectRealNews(t *testing.T) {
	type count struct{ right, all int }
	counts := map[string]map[lang.Tag]*count{"headline": {}, "paragraph": {}, "sentence": {}}
	for _, story := range parallelNews(t) {
		for tag, sentences := range story.Text {
			for i, s := range sentences {
				part := [...]string{"headline", "paragraph", "sentence"}[min(i, 2)]
				c := counts[part][tag]
				if c == nil {
					c = &count{}
					counts[part][tag] = c
				}
				c.all++
				got, confidence := lang.Detect(s)
				if got == tag {
					c.right++
					continue
				}
				t.Logf("%s %s taken for %q (%.2f): %.80s", tag, part, got, confidence, s)
				if confidence > 0.6 && i > 0 {
					t.Errorf("sure of a wrong language")
				}
			}
		}
	}
	least := map[string]float64{"headline": 0.95, "paragraph": 1, "sentence": 0.98}
	for part, byTag := range counts {
		var all count
		for tag, c := range byTag {
			all.right += c.right
			all.all += c.all
			if float64(c.right) < least[part]*float64(c.all) {
				t.Errorf("%s, %s: %d of %d", part, tag, c.right, c.all)
			}
		}
		t.Logf("%s: %d of %d right", part, all.right, all.all)
		if all.all == 0 {
			t.Errorf("no %s", part)
		}
	}
}
