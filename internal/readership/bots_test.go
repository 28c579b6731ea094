package readership_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"masthead/internal/readership"
)

// browsers are the names of people's browsers.
func browsers(t testing.TB) (list []string) {
	raw, err := os.ReadFile("testdata/browsers.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			list = append(list, line)
		}
	}
	return list
}

// No browser of people is taken for a program.
func TestBrowsersAreReaders(t *testing.T) {
	list := browsers(t)
	if len(list) < 60 {
		t.Fatalf("only %d browsers", len(list))
	}
	for _, agent := range list {
		if readership.Bot(agent) {
			t.Errorf("taken for a program: %s", agent)
		}
	}
}

func TestPrograms(t *testing.T) {
	for _, agent := range []string{
		"", "-", "Mozilla/5.0", "curl/8.9.1", "Wget/1.24.5", "Python/3.12 aiohttp/3.9.5", "python-requests/2.32.3", "Go-http-client/2.0", "okhttp/4.12.0", "axios/1.7.2", "node", "undici", "Java/17.0.2",
		"Apache-HttpClient/4.5.14 (Java/17.0.12)", "GuzzleHttp/7", "libwww-perl/6.72", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
		"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
		"TelegramBot (like TwitterBot)", "WhatsApp/2.23.20.0", "facebookexternalhit/1.1", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Playwright/1.40.0",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36 Instagram 1.0 HeadlessThing headless",
		"Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)", strings.Repeat("Mozilla/5.0 (X11) AppleWebKit/1 ", 50),
	} {
		if !readership.Bot(agent) {
			t.Errorf("taken for a reader: %s", agent)
		}
	}
}

// The figures that docs/most-read.md names, on a list that none of the rules was taken
// from. Names that the list has for browsers inside apps are not held against us: people
// read in those.
func TestFiguresOnAnotherList(t *testing.T) {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: programs are not measured on a list of others")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "bots", "crawler-user-agents.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []struct{ Instances []string }
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	var programs, found int
	for _, entry := range list {
		for _, agent := range entry.Instances {
			if programs++; readership.Bot(agent) {
				found++
			} else {
				t.Logf("taken for a reader: %s", agent)
			}
		}
	}
	var readers, wrong int
	for _, agent := range browsers(t) {
		if readers++; readership.Bot(agent) {
			wrong++
		}
	}
	recall, precision := float64(found)/float64(programs), float64(found)/float64(found+wrong)
	t.Logf("programs: %d of %d found (recall %.4f); browsers: %d of %d taken for programs (precision %.4f)", found, programs, recall, wrong, readers, precision)
	if recall < 0.98 || precision < 1 {
		t.Errorf("recall %.4f, precision %.4f", recall, precision)
	}
}
