package home

import (
	"fmt"
	"strings"
	"time"

	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/readership"
)

// chart is the readings of the last day as a drawing, with its numbers as a table.
type chart struct {
	Total, Against string // the number, and what it is compared with
	Label          string // the drawing in words
	Line, Area     string // paths
	Usual          string // path of a usual hour; empty without one
	X, Y           int    // the peak
	Anchor         string // of its label: start, middle, end
	Peak, Top      string
	Ticks          []tick
	Rows           []hourRow
	Empty          bool
}

type tick struct {
	X            int
	Anchor, Text string
}

type hourRow struct{ Hour, Readers string }

// The drawing's measures, in its own units.
const (
	width    = 340
	floor    = 92
	headroom = 20
)

func draw(r *newsroom.Request, recent readership.Recent) chart {
	l, n := r.Visitor.Lang, len(recent.Hours)
	clock := func(i int) string { return lang.Clock(recent.Start.Add(time.Duration(i)*time.Hour).In(r.Zone), l) }
	c := chart{Total: lang.Int(int64(recent.Total), l), Empty: recent.Total == 0}
	peak := 0
	for i, v := range recent.Hours {
		if v > recent.Hours[peak] {
			peak = i
		}
		c.Rows = append(c.Rows, hourRow{clock(i), lang.Int(int64(v), l)})
	}
	if c.Empty {
		return c
	}
	usual := recent.Usual / n
	top := max(recent.Hours[peak], usual, 1)
	at := func(v int) int { return floor - v*(floor-headroom)/top }
	points := make([]string, n)
	for i, v := range recent.Hours {
		points[i] = fmt.Sprintf("%d %d", i*width/(n-1), at(v))
	}
	c.Line = "M" + strings.Join(points, " ")
	c.Area = c.Line + fmt.Sprintf("V%dH0z", floor)
	if usual > 0 {
		c.Usual = fmt.Sprintf("M0 %dH%d", at(usual), width)
		percent := (recent.Total - recent.Usual) * 100 / recent.Usual
		switch {
		case percent > 0:
			c.Against = r.Say("home.over_usual", "percent", lang.Int(int64(percent), l))
		case percent < 0:
			c.Against = r.Say("home.under_usual", "percent", lang.Int(int64(-percent), l))
		default:
			c.Against = r.Say("home.as_usual")
		}
	}
	c.X, c.Y = peak*width/(n-1), at(recent.Hours[peak])
	c.Anchor = anchor(peak, n)
	c.Peak = r.Say("home.peak", "n", recent.Hours[peak], "at", clock(peak))
	c.Label = r.Say("home.chart_label", "total", c.Total, "peak", c.Peak)
	for _, i := range []int{0, n / 3, 2 * n / 3} {
		c.Ticks = append(c.Ticks, tick{i * width / (n - 1), anchor(i, n), clock(i)})
	}
	c.Ticks = append(c.Ticks, tick{width, "end", r.Say("home.now")})
	return c
}

// anchor keeps a label within the drawing.
func anchor(i, n int) string {
	switch {
	case i < n/8:
		return "start"
	case i > n*7/8:
		return "end"
	}
	return "middle"
}

// bars are what was read most, as a drawing and as links behind it.
type bars struct {
	Label  string
	Height int
	Bars   []bar
}

type bar struct {
	Title   string
	Short   string // the title as the drawing has room for
	Path    string
	Lang    lang.Tag
	Readers string
	Text    int // baseline of the title
	Y, W    int
	V       int // baseline of the number
}

// titleRoom is how many characters of a title the drawing has room for.
const titleRoom = 46

func short(title string) string {
	if signs := []rune(title); len(signs) > titleRoom {
		return strings.TrimSpace(string(signs[:titleRoom-1])) + "…"
	}
	return title
}

func drawTop(r *newsroom.Request, list []readership.Read, titles map[readership.Read]Headline) (b bars) {
	var said []string
	for _, read := range list {
		h, ok := titles[read]
		if !ok || read.Readers == 0 {
			continue
		}
		y := 30 * len(b.Bars)
		one := bar{Title: h.Title, Short: short(h.Title), Path: h.Path, Lang: read.Lang, Readers: lang.Int(int64(read.Readers), r.Visitor.Lang), Text: y + 10, Y: y + 15, V: y + 22,
			W: max(2, read.Readers*290/max(list[0].Readers, 1))}
		said = append(said, one.Title+" "+one.Readers)
		b.Bars = append(b.Bars, one)
	}
	b.Height = max(30*len(b.Bars)-4, 1)
	b.Label = r.Say("home.top_label") + " " + strings.Join(said, "; ")
	return b
}
