// Package presence knows who has which text open, and in which block she is writing.
//
// Table: presence. A row is one open page. It lives as long as the page gives signs of
// life, and is never proof of anything: a block that somebody writes in is not locked.
// Who saves, and what becomes of two people's words, is the business of package story.
package presence

import (
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

// How long a sign holds.
const (
	Lease = 30 * time.Second // that somebody is writing in a block, after her last change
	Life  = 45 * time.Second // that a page is open, after its last sign; a page gives one every Beat
	Beat  = 15 * time.Second

	stale  = time.Hour // after which a row is taken away
	maxTab = 64        // bytes of a page's own name
)

// maxHere bounds the open pages of one text that are told of.
const maxHere = 100

// Sign is a page's sign of life.
type Sign struct {
	Tab    string // the page's own name, made by chance
	Story  string
	Lang   lang.Tag
	Person string
	Block  string // the block she is in: an id, the name of a part of the head, or empty
	Typed  bool   // she changed something in it since the last sign
}

// Here is somebody who has a text open.
type Here struct {
	Tab    string
	Person string
	Block  string
	Writes bool // she holds the block's lease
}

// Heads are the parts of a head that somebody can be in.
var Heads = []string{"headline", "standfirst", "slug", "lead"}

func (s Sign) check() error {
	switch {
	case s.Tab == "" || len(s.Tab) > maxTab || strings.ContainsFunc(s.Tab, notPlain):
		return fault.New(fault.Invalid, "presence.bad_tab").In("tab")
	case s.Block != "" && !id.ValidBlock(s.Block) && !slices.Contains(Heads, s.Block):
		return fault.New(fault.Invalid, "presence.bad_block").In("block")
	}
	return nil
}

func notPlain(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'z') && r != '-' }
