package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// row is one line of the table.
type row struct {
	what, figure, yardstick, ratio, goal string
}

// bench holds what the measures share.
type bench struct {
	ctx      context.Context
	dir      string // a folder of its own
	binary   string // the program, built anew
	sizes    []int
	searches []int  // sizes of the archive that is searched
	segments []int  // sizes of the translation memory
	keep     string // folder in which the archives that are searched, and the memories, are kept for another run; none when empty
	rows     []row
}

// measures in the order of the table.
var measures = []struct {
	name string
	run  func(*bench) error
}{
	{"import", (*bench).importing},
	{"cold", (*bench).cold},
	{"cached", (*bench).cached},
	{"stampede", (*bench).stampede},
	{"readings", (*bench).readings},
	{"saving", (*bench).saving},
	{"visible", (*bench).visible},
	{"nodes", (*bench).nodes},
	{"sizes", (*bench).bySize},
	{"search", (*bench).searching},
	{"desk", (*bench).desk},
	{"memory", (*bench).memories},
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == bareWord { // the yardstick of the cached pages is a process of its own
		serveBare(os.Args[2:])
		return
	}
	if len(os.Args) > 1 && os.Args[1] == nothingWord {
		serveNothing(os.Args[2:])
		return
	}
	if len(os.Args) > 1 && os.Args[1] == sendWord {
		sendReadings(os.Args[2:])
		return
	}
	sizes := flag.String("sizes", "1000,100000,1000000", "sizes of the archive, in texts")
	keep := flag.String("keep", "", "folder in which the archives that are searched, and the memories, are kept for another run")
	searches := flag.String("searches", "10000,100000", "sizes of the archive that is searched, in texts")
	segments := flag.String("segments", "100000,1000000", "sizes of the translation memory")
	only := flag.String("only", "", "names of measures, parted by commas")
	flag.Parse()
	b := &bench{ctx: context.Background(), keep: *keep}
	for _, list := range []struct {
		flag, value string
		into        *[]int
	}{{"-sizes", *sizes, &b.sizes}, {"-searches", *searches, &b.searches}, {"-segments", *segments, &b.segments}} {
		for s := range strings.SplitSeq(list.value, ",") {
			n, err := strconv.Atoi(s)
			if err != nil || n < 1 {
				fail(fmt.Errorf("%s: %q is no number", list.flag, s))
			}
			*list.into = append(*list.into, n)
		}
	}
	if err := b.prepare(); err != nil {
		fail(err)
	}
	defer os.RemoveAll(b.dir)
	for _, m := range measures {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), m.name) {
			continue
		}
		begun := time.Now()
		if err := m.run(b); err != nil {
			os.RemoveAll(b.dir)
			fail(fmt.Errorf("%s: %w", m.name, err))
		}
		fmt.Fprintf(os.Stderr, "%s took %s\n", m.name, time.Since(begun).Round(time.Second))
	}
	b.print()
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}

// prepare builds the program as it is released.
func (b *bench) prepare() (err error) {
	if b.dir, err = os.MkdirTemp("", "masthead-bench-"); err != nil {
		return err
	}
	b.binary = filepath.Join(b.dir, "masthead")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", b.binary, "./cmd/masthead")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building: %w\n%s", err, out)
	}
	return nil
}

// masthead runs a command of the program.
func (b *bench) masthead(args ...string) error {
	out, err := exec.Command(b.binary, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("masthead %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

func (b *bench) add(r row) { b.rows = append(b.rows, r) }

func (b *bench) print() {
	head := row{"measure", "figure", "yardstick of this run", "ratio", "goal"}
	widths := [5]int{}
	cells := func(r row) [5]string { return [5]string{r.what, r.figure, r.yardstick, r.ratio, r.goal} }
	for _, r := range append([]row{head}, b.rows...) {
		for i, c := range cells(r) {
			widths[i] = max(widths[i], len([]rune(c)))
		}
	}
	for i, r := range append([]row{head}, b.rows...) {
		var line []string
		for j, c := range cells(r) {
			line = append(line, c+strings.Repeat(" ", widths[j]-len([]rune(c))))
		}
		fmt.Println("| " + strings.Join(line, " | ") + " |")
		if i == 0 {
			for j := range line {
				line[j] = strings.Repeat("-", widths[j])
			}
			fmt.Println("| " + strings.Join(line, " | ") + " |")
		}
	}
}

// at gives the share p of sorted durations.
func at(d []time.Duration, p float64) time.Duration {
	slices.Sort(d)
	return d[min(int(float64(len(d))*p), len(d)-1)]
}

func us(d time.Duration) string { return fmt.Sprintf("%.1f µs", float64(d.Nanoseconds())/1000) }

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }
