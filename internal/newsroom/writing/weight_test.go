package writing_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// What the page of the editor loads before a word can be typed is small.
func TestWeightOfTheEditor(t *testing.T) {
	const most = 90 << 10
	assets := filepath.Join(root, "internal/newsroom/assets")
	static := regexp.MustCompile(`(?:from|import)\s*"\./([a-z]+-[a-z]+-[A-Z0-9]{8}\.js)"`)
	later := regexp.MustCompile(`import\("\./([a-z]+-[a-z]+-[A-Z0-9]{8}\.js)"\)`)
	first, rest := map[string]bool{}, map[string]bool{}
	total := 0
	for queue := []string{"editor.js"}; len(queue) > 0; queue = queue[1:] {
		if first[queue[0]] {
			continue
		}
		first[queue[0]] = true
		data, err := os.ReadFile(filepath.Join(assets, queue[0]))
		if err != nil {
			t.Fatal(err)
		}
		n := zipped(t, data)
		t.Logf("%s: %d bytes, %d compressed", queue[0], len(data), n)
		total += n
		for _, m := range static.FindAllSubmatch(data, -1) {
			queue = append(queue, string(m[1]))
		}
		for _, m := range later.FindAllSubmatch(data, -1) {
			rest[string(m[1])] = true
		}
	}
	for name := range rest {
		data, err := os.ReadFile(filepath.Join(assets, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("later: %s: %d bytes, %d compressed", name, len(data), zipped(t, data))
	}
	if len(rest) == 0 {
		t.Error("nothing comes later: is this the editor?")
	}
	if total > most {
		t.Errorf("the editor's script has %d bytes, the most are %d: import what is not needed at once later", total, most)
	}
}

func zipped(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
