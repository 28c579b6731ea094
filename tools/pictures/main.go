// Pictures draws the demo's pictures: every SVG of internal/demo/pictures/drawn
// becomes a JPEG beside that folder. It needs Chromium.
//
//	go run ./tools/pictures [NAME ...]
package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	drawn = "internal/demo/pictures/drawn"
	heavy = 120 << 10 // bytes that no picture may exceed
)

func main() {
	log.SetFlags(0)
	list, err := filepath.Glob(filepath.Join(drawn, "*.svg"))
	if err != nil {
		log.Fatal(err)
	}
	for _, file := range list {
		name := strings.TrimSuffix(filepath.Base(file), ".svg")
		if len(os.Args) > 1 && !slices.Contains(os.Args[1:], name) {
			continue
		}
		if err := render(file, filepath.Join(drawn, "..", name+".jpg")); err != nil {
			log.Fatalf("%s: %v", name, err)
		}
	}
}

// render draws a scene at 1600 by 1067 pixels and a face at 640 by 640.
func render(from, to string) error {
	width, height := 1600, 1067
	if strings.HasPrefix(filepath.Base(from), "face-") {
		width, height = 640, 640
	}
	drawing, err := screenshot(from, width, height)
	if err != nil {
		return err
	}
	for quality := 86; quality >= 40; quality -= 4 {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, drawing, &jpeg.Options{Quality: quality}); err != nil {
			return err
		}
		if out.Len() <= heavy {
			fmt.Printf("%s: %d KB at quality %d\n", to, out.Len()>>10, quality)
			return os.WriteFile(to, out.Bytes(), 0o644)
		}
	}
	return fmt.Errorf("it stays heavier than %d KB", heavy>>10)
}

func screenshot(svg string, width, height int) (image.Image, error) {
	dir, err := os.MkdirTemp("", "pictures-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if svg, err = filepath.Abs(svg); err != nil {
		return nil, err
	}
	page, shot := filepath.Join(dir, "page.html"), filepath.Join(dir, "shot.png")
	html := fmt.Sprintf(`<!doctype html><style>body{margin:0}img{display:block;width:%dpx;height:%dpx;object-fit:cover}</style><img src="file://%s">`, width, height, svg)
	if err := os.WriteFile(page, []byte(html), 0o600); err != nil {
		return nil, err
	}
	browser := exec.Command(cmp.Or(os.Getenv("CHROMIUM"), "chromium"), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
		fmt.Sprintf("--window-size=%d,%d", width, height), "--screenshot="+shot, "file://"+page)
	if said, err := browser.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("chromium: %w\n%s", err, said)
	}
	raw, err := os.ReadFile(shot)
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(raw))
}
