package reader_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"masthead/internal/kit/lang"
)

// TestLook takes pictures of the pages in a browser, for people to look at: set
// MASTHEAD_LOOK to the folder they shall go to, and MASTHEAD_LOOK_ONLY to a part of
// their names ("front+390|article-ka"). It fails where a page is wider than its window.
func TestLook(t *testing.T) {
	dir := os.Getenv("MASTHEAD_LOOK")
	if dir == "" {
		t.Skip("MASTHEAD_LOOK is not set: no pictures of the pages are taken")
	}
	full := sampleOutlet(t, true)
	sites := map[string]*httptest.Server{}
	for name, pictures := range map[string]bool{"full": true, "plain": false} {
		shelf := sampleShelf(full, pictures)
		site := openSite(t, full, shelf, withMostRead(mostOf(shelf)))
		mux := http.NewServeMux()
		mux.HandleFunc("/media/", paint)
		mux.Handle("/", site)
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Host = "crossroads.example"
			mux.ServeHTTP(w, r)
		}))
		defer srv.Close()
		sites[name] = srv
	}
	browser := openBrowser(t)
	for _, l := range []lang.Tag{"en", "ka", "fa", "ru", "hy", "az", "uk"} {
		for page, path := range map[string]string{"front": "", "article": "night-train/", "section": "georgia/", "topic": "topic/valley-line/", "topics": "topic/", "latest": "latest/", "person": "by/nigar/", "staff": "by/", "corrections": "corrections/", "about": "about/", "lost": "no-such-page/", "most-read": "most-read/"} {
			for site, srv := range sites {
				for _, width := range []int64{320, 390, 820, 1440, 2560} {
					for _, scheme := range []string{"light", "dark", "print"} {
						name := fmt.Sprintf("%s-%s-%s-%d-%s", page, l, site, width, scheme)
						if only := os.Getenv("MASTHEAD_LOOK_ONLY"); !matchesAny(name, only) {
							continue
						}
						look(t, browser, srv.URL+"/"+string(l)+"/"+path, filepath.Join(dir, name+".png"), width, scheme)
					}
				}
			}
		}
	}
}

func openBrowser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	browser, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	return browser
}

// TestScript uses in a browser what the script adds to an article, and holds that
// nothing of it offends the page's own content security policy.
func TestScript(t *testing.T) {
	if os.Getenv("MASTHEAD_LOOK") == "" {
		t.Skip("MASTHEAD_LOOK is not set: no browser is started")
	}
	p := sampleOutlet(t, true)
	site := openSite(t, p, sampleShelf(p, false), nil)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = "crossroads.example"
		site.ServeHTTP(w, r)
	}))
	defer srv.Close()
	tab, cancel := context.WithTimeout(openBrowser(t), time.Minute)
	defer cancel()
	if err := chromedp.Do(tab, chromedp.Navigate(srv.URL+"/en/night-train/")); err != nil {
		t.Fatal(err)
	}
	said, err := chromedp.Run(tab, chromedp.Evaluate[string](`(() => {
		window.offences = [];
		document.addEventListener("securitypolicyviolation", e => offences.push(e.violatedDirective + " " + e.blockedURI));
		window.printed = 0; window.print = () => printed++;
		const before = document.querySelectorAll("iframe").length;
		document.querySelector("[data-frame]").click();
		document.querySelector("[data-act=print]").click();
		const f = document.querySelector("iframe");
		return before + " " + (f && f.src) + " " + (f && f.getAttribute("sandbox") != null) + " " + printed;
	})()`))
	if want := "0 https://t.me/choir/12?embed=1 true 1"; err != nil || said != want {
		t.Errorf("the script left %q (%v), want %q", said, err, want)
	}
	time.Sleep(300 * time.Millisecond)
	if offences, err := chromedp.Run(tab, chromedp.Evaluate[string](`offences.join()`)); err != nil || offences != "" {
		t.Errorf("the policy forbids %q (%v)", offences, err)
	}
}

// matchesAny says whether a name has all parts of one of the alternatives: "front+390|article+ka".
func matchesAny(name, alternatives string) bool {
	for _, a := range strings.Split(alternatives, "|") {
		all := true
		for _, part := range strings.Split(a, "+") {
			all = all && strings.Contains(name, part)
		}
		if all {
			return true
		}
	}
	return false
}

func look(t *testing.T, browser context.Context, address, file string, width int64, scheme string) {
	t.Helper()
	tab, cancel := chromedp.NewContext(browser)
	defer cancel()
	tab, cancel = context.WithTimeout(tab, time.Minute)
	defer cancel()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if scheme == "print" {
		media = emulation.SetEmulatedMediaParams{Media: "print"}
	}
	err := chromedp.Do(tab,
		chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, media)
			return err
		}),
		chromedp.EmulateViewport(width, 900),
		chromedp.Navigate(address),
		chromedp.Sleep(200*time.Millisecond),
	)
	var wide int64
	var picture []byte
	if err == nil {
		wide, err = chromedp.Run(tab, chromedp.Evaluate[int64](`document.querySelectorAll("img").forEach(i => i.loading = "eager"), document.documentElement.scrollWidth`))
	}
	if err == nil {
		time.Sleep(300 * time.Millisecond)
		picture, err = chromedp.Run(tab, chromedp.FullScreenshot(100))
	}
	if err != nil {
		t.Errorf("%s: %v", address, err)
		return
	}
	if wide > width {
		t.Errorf("%s is %d wide in a window of %d", address, wide, width)
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

// paint makes a stand-in picture: a disc over hills, in colours of its hash.
func paint(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.URL.Path, "/")
	var width, tone int
	fmt.Sscanf(parts[3], "%d.", &width)
	fmt.Sscanf(parts[2], "%2x", &tone)
	width = max(40, min(width, 2400)) / 2
	height := width * 2 / 3
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	sky := []color.RGBA{{207, 224, 226, 255}, {228, 166, 52, 255}, {29, 111, 128, 255}, {240, 233, 216, 255}}[tone%4]
	hill := []color.RGBA{{29, 111, 128, 255}, {70, 115, 70, 255}, {16, 33, 44, 255}, {166, 23, 63, 255}}[tone/3%4]
	for y := range height {
		for x := range width {
			c := sky
			dx, dy := x-width*2/3, y-height/3
			if dx*dx+dy*dy < height*height/40 {
				c = color.RGBA{228, 90, 52, 255}
			}
			ridge := height/2 + abs((x*7/5+tone*width/9)%(width*2/3)-width/3)*height/width
			if y > ridge {
				c = hill
			}
			m.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	jpeg.Encode(&b, m, nil)
	w.Header().Set("Content-Type", "image/jpeg")
	w.Write(b.Bytes())
}

func abs(n int) int { return max(n, -n) }
