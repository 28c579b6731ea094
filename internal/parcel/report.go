package parcel

import (
	"masthead/internal/translation/exchange"
)

// Outcome is what became of a unit of a file.
type Outcome string

// The outcomes. All but Same and Empty are told one by one.
const (
	Same     Outcome = "same"     // nothing in it is other than what went out
	Empty    Outcome = "empty"    // the file has no translation for it
	Came     Outcome = "came"     // it came in
	Marked   Outcome = "marked"   // its words are the same; that they are done, or still right, is new
	Stale    Outcome = "stale"    // it came in, of a source that has changed since
	Clash    Outcome = "clash"    // somebody else changed the same words meanwhile: both are kept
	Gone     Outcome = "gone"     // its source was taken out meanwhile; the translation, where there is one, took it
	Unknown  Outcome = "unknown"  // the story has no such part
	Repeated Outcome = "repeated" // the file has it twice, with other words: the first came in
	Locked   Outcome = "locked"   // it went out to be read only
	Broken   Outcome = "broken"   // what tells its blocks apart is gone
	Moved    Outcome = "moved"    // it belongs to other blocks by now
)

// In says whether the words of a unit are in the text.
func (o Outcome) In() bool { return o == Came || o == Stale || o == Clash }

// Entry is a unit of the file in the report.
type Entry struct {
	Unit     string             `json:"unit" doc:"Id of the unit in the file."`
	Name     string             `json:"type,omitempty" doc:"Type of its block."`
	Block    string             `json:"block,omitempty" doc:"Id of the block of the translation."`
	Line     int                `json:"line" doc:"Where it stands in the file; in a table the number of its row."`
	Outcome  Outcome            `json:"outcome" enum:"same,came,marked,stale,clash,gone,unknown,repeated,locked,broken,moved,empty" doc:"What became of it."`
	Words    string             `json:"words" doc:"The translation as the file has it."`
	Was      string             `json:"source_was,omitempty" doc:"What the source said when the file went out; where it has changed since."`
	Is       string             `json:"source_is,omitempty" doc:"What it says now."`
	Troubles []exchange.Trouble `json:"troubles,omitempty" doc:"What is wrong with its inline codes: lost, doubled, foreign, unpaired."`
	Partial  bool               `json:"partial,omitempty" doc:"Not all of it is translated: it came in as a draft."`
	Claimed  bool               `json:"claimed_reviewed,omitempty" doc:"The file says that it was reviewed, which only this newsroom can say."`
	Edited   bool               `json:"source_edited,omitempty" doc:"The file's source is not what went out."`
}

// Report says what became of a file.
type Report struct {
	Format   exchange.Format `json:"format"`
	Units    int             `json:"units" doc:"In the file."`
	Absent   int             `json:"absent" doc:"Parts of the text that the file does not have; they stay as they are."`
	Count    map[Outcome]int `json:"outcomes" doc:"How many units had which outcome."`
	Rev      int             `json:"rev" doc:"The revision that holds what came; 0 where no words did."`
	Notes    int             `json:"notes" doc:"Remarks that came in as comments."`
	Tracked  int             `json:"tracked" doc:"Changes that a word processor tracked, taken as made."`
	Joined   int             `json:"joined" doc:"Units whose segments were joined."`
	Extra    int             `json:"extra" doc:"Things of other makers, passed over."`
	Stray    []string        `json:"stray,omitempty" doc:"Words that stood outside of every unit."`
	NoOrigin bool            `json:"no_origin,omitempty" doc:"The file does not say which story it is of: its ids did."`
	NoBase   bool            `json:"no_base,omitempty" doc:"The revision that it was made from is no more: where the words here are others by now, both are kept."`
	Entries  []Entry         `json:"entries" doc:"The units of which there is something to say, by their lines."`
}

// In counts the units whose words are in the text.
func (r Report) In() (n int) {
	for o, count := range r.Count {
		if o.In() {
			n += count
		}
	}
	return n
}

func (r *Report) add(e Entry) {
	r.Count[e.Outcome]++
	if e.Outcome != Same && e.Outcome != Empty || len(e.Troubles) > 0 || e.Edited {
		r.Entries = append(r.Entries, e)
	}
}
