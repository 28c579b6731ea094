package exchange

import (
	"strings"

	"masthead/internal/body"
	"masthead/internal/newsroom"
	"masthead/internal/parcel"
)

// result is what became of a file, as the page tells it.
type result struct {
	Name    string
	Tried   bool
	Report  parcel.Report
	In      int // units whose words came in
	Facts   []string
	Entries []entryView
	More    int // entries that are not shown
}

type entryView struct {
	parcel.Entry
	Label  string
	Look   string // of its state
	Icon   string
	Runs   []body.Run // how its source changed
	Facts  []string
	Leads  string // to the block
	Words  string
	Source bool
}

// maxEntries bounds how many are shown.
const maxEntries = 1_000

func resultOf(r *newsroom.Request, report parcel.Report, f sent) *result {
	out := &result{Name: f.name, Tried: f.try, Report: report, In: report.In()}
	fact := func(n int, key string) {
		if n > 0 {
			out.Facts = append(out.Facts, r.Say(key, "n", n))
		}
	}
	fact(report.Count[parcel.Same], "exchange.fact_same")
	fact(report.Count[parcel.Empty], "exchange.fact_empty")
	fact(report.Absent, "exchange.fact_absent")
	fact(report.Tracked, "exchange.fact_tracked")
	fact(report.Joined, "exchange.fact_joined")
	fact(report.Extra, "exchange.fact_extra")
	fact(report.Notes, "exchange.fact_notes")
	if report.NoOrigin {
		out.Facts = append(out.Facts, r.Say("exchange.fact_origin"))
	}
	if report.NoBase {
		out.Facts = append(out.Facts, r.Say("exchange.fact_base"))
	}
	for i, e := range report.Entries {
		if i == maxEntries {
			out.More = len(report.Entries) - maxEntries
			break
		}
		out.Entries = append(out.Entries, viewOf(r, e))
	}
	return out
}

func viewOf(r *newsroom.Request, e parcel.Entry) entryView {
	v := entryView{Entry: e, Label: r.Say(nameOf(e)), Words: e.Words, Look: "ok", Icon: "ok"}
	switch e.Outcome {
	case parcel.Stale, parcel.Clash, parcel.Gone:
		v.Look, v.Icon = "wait", "warn"
	case parcel.Unknown, parcel.Repeated, parcel.Locked, parcel.Broken, parcel.Moved:
		v.Look, v.Icon = "stop", "stop"
	}
	if e.Block != "" && e.Outcome != parcel.Unknown {
		v.Leads = "/desk/stories/" + r.Story.ID + "/" + string(r.Text) + "/#f-" + e.Block
	}
	if e.Was != "" {
		v.Runs = body.CompareWords(e.Was, e.Is)
	}
	for _, t := range e.Troubles {
		v.Facts = append(v.Facts, r.Say("exchange.trouble_"+string(t)))
	}
	for key, is := range map[string]bool{"exchange.partial": e.Partial, "exchange.claimed": e.Claimed, "exchange.edited": e.Edited} {
		if is {
			v.Facts = append(v.Facts, r.Say(key))
		}
	}
	return v
}

// nameOf is the key of what a unit is called: a part of the head, or the type of its block.
func nameOf(e parcel.Entry) string {
	switch block, _, _ := strings.Cut(e.Unit, "."); {
	case block == "headline" || block == "standfirst":
		return "editor." + block
	case block == "lead":
		return "talk.part_lead"
	case e.Name == "":
		return "exchange.unit_part"
	}
	return "editor.type_" + e.Name
}
