package writing_test

import (
	"os"
	"testing"
)

// Figures, not limits: how long a key press takes until the browser has drawn it. They are
// measured where MASTHEAD_BENCH is set, and printed.
func TestFiguresOfTyping(t *testing.T) {
	if os.Getenv("MASTHEAD_BENCH") == "" {
		t.Skip("MASTHEAD_BENCH is not set: nothing is measured")
	}
	b := openBed(t)
	for _, c := range []struct {
		name           string
		blocks, length int
	}{{"400 blocks of 40 words", 400, 40}, {"5,000 blocks of 20 words", 5000, 20}, {"100,000 words in 1,000 blocks", 1000, 100}} {
		open := ask[float64](b, `(async () => { const t = performance.now(); await bed.open({blocks: Array.from({length: %s}, () => ({id: bed.newId(), type: "paragraph", text: [{t: "water ".repeat(%s)}]}))}); document.body.offsetHeight; return performance.now() - t })()`, c.blocks, c.length)
		got := ask[[]float64](b, `(async () => {
			const v = bed.editor.view, times = [], drawn = []
			bed.at(v.state.doc.child(%s).attrs.bid, 5)
			for (let i = 0; i < 60; i++) {
				const t = performance.now()
				document.execCommand("insertText", false, "a")
				v.domObserver.flush()
				document.body.offsetHeight
				times.push(performance.now() - t)
				await new Promise(done => requestAnimationFrame(() => setTimeout(() => { drawn.push(performance.now() - t); done() })))
			}
			const at = (l, q) => l.sort((a, b) => a - b)[Math.floor(l.length * q)]
			return [at(times, .5), at(times, .95), at(times, .99), at(drawn, .5), at(drawn, .95)]
		})()`, c.blocks/2)
		t.Logf("%s: opened in %.0f ms; a key handled and laid out in p50 %.1f, p95 %.1f, p99 %.1f ms; until the frame was drawn p50 %.1f, p95 %.1f ms", c.name, open, got[0], got[1], got[2], got[3], got[4])
	}
}
