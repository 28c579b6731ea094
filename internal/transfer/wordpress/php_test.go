package wordpress

import (
	"reflect"
	"strings"
	"testing"
)

func TestReadPHP(t *testing.T) {
	for src, want := range map[string]any{
		`i:7;`:                                 int64(7),
		`s:4:"аб";`:                            "аб",
		`s:2:"a"";`:                            `a"`,
		`N;`:                                   nil,
		`b:1;`:                                 nil,
		`d:0.5;`:                               nil,
		`a:0:{}`:                               []phpEntry(nil),
		`a:2:{s:2:"en";s:1:"1";s:2:"fr";i:3;}`: []phpEntry{{"en", "1"}, {"fr", int64(3)}},
		`a:2:{i:0;i:5;s:4:"sync";a:1:{s:2:"fr";s:2:"en";}}`: []phpEntry{{"0", int64(5)}, {"sync", []phpEntry{{"fr", "en"}}}},
	} {
		got, ok := readPHP(src)
		if !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %#v, %v, want %#v", src, got, ok, want)
		}
	}
	for _, src := range []string{
		"", "i", "i:;", "i:x;", "i:99999999999999999999;", `s:9:"a";`, `s:-1:"a";`, `s:1:"a`, `s:1:'a';`, "a:1:{", "a:1:{i:0;", "a:9999999999:{", "a:-1:{}",
		`O:8:"stdClass":0:{}`, `C:1:"x":0:{}`, "R:1;", "r:1;", "a:1:{a:0:{}i:1;}", strings.Repeat("a:1:{i:0;", 1000), "a:20000:{" + strings.Repeat("i:0;i:0;", 20000) + "}",
	} {
		if v, ok := readPHP(src); ok {
			t.Errorf("%.40q was read as %v", src, v)
		}
	}
}

func TestSpool(t *testing.T) {
	var s spool
	defer s.close()
	long := strings.Repeat("x", 3000)
	for i := range uint64(5000) { // more than is held in memory
		if !s.put(i*7%5000, "a", "", long[:i%3000]) {
			t.Fatal("no room")
		}
	}
	if s.file == nil {
		t.Fatal("nothing was written out")
	}
	for i := range uint64(5000) {
		f, ok := s.get(i * 7 % 5000)
		if !ok || len(f) != 3 || f[0] != "a" || f[1] != "" || len(f[2]) != int(i%3000) {
			t.Fatalf("%d: %v %d", i, ok, len(f))
		}
	}
	if _, ok := s.get(5000); ok {
		t.Error("what was never put was found")
	}
}

func FuzzPHP(f *testing.F) {
	f.Add(`a:3:{s:2:"en";i:413;s:2:"fr";i:414;s:4:"sync";a:2:{s:2:"fr";s:2:"en";s:2:"en";s:2:"en";}}`)
	f.Add(`s:1:"x";`)
	f.Add(`a:1:{i:0;d:1.5;}`)
	f.Fuzz(func(t *testing.T, src string) {
		v, ok := readPHP(src)
		if n, depth := measure(v); ok && (n > maxPHPItems || depth > maxPHPDepth+1) {
			t.Errorf("%d items, %d deep", n, depth)
		}
	})
}

// measure counts the entries of a value and how deep they stand.
func measure(v any) (items, depth int) {
	list, _ := v.([]phpEntry)
	for _, e := range list {
		n, d := measure(e.Value)
		items, depth = items+1+n, max(depth, d+1)
	}
	return items, depth
}
