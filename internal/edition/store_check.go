package edition

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"masthead/internal/kit/db"
)

// Check reads every copy and tells of those whose parts cannot be read, whose address
// leads elsewhere, or whose rows in the lists are missing, and of fronts on which
// stories stand that do not exist. It says how many copies it looked at.
func Check(ctx context.Context, tx *db.Tx, found func(id, detail string)) (copies int, err error) {
	err = tx.Rows(ctx, `SELECT c.story_id, c.lang, c.state, c.slug, c.card, c.page, coalesce(a.story_id, '') FROM edition_copy c
		LEFT JOIN edition_address a ON a.lang = c.lang AND a.slug = c.slug ORDER BY c.story_id, c.lang`, nil, func(scan func(...any) error) error {
		var storyID, l, state, slug, card, page, holder string
		if err := scan(&storyID, &l, &state, &slug, &card, &page, &holder); err != nil {
			return err
		}
		copies++
		id := storyID + " " + l
		var c Card
		var p Page
		switch {
		case json.Unmarshal([]byte(card), &c) != nil || json.Unmarshal([]byte(page), &p) != nil:
			found(id, "what lists and pages show of it cannot be read")
		case c.Slug != slug || c.Story != storyID || string(c.Lang) != l:
			found(id, "its card is another copy's")
		case holder != storyID:
			found(id, "its address leads elsewhere: "+slug)
		case state != live && state != withdrawn:
			found(id, "unknown state "+state)
		}
		return nil
	})
	if err != nil {
		return copies, err
	}
	for _, q := range []struct{ query, detail string }{
		{`SELECT a.story_id, a.lang FROM edition_address a LEFT JOIN edition_copy c ON c.story_id = a.story_id AND c.lang = a.lang WHERE c.story_id IS NULL`, "an address leads to it, but it is not there"},
		{`SELECT t.story_id, t.lang FROM edition_copy_topic t LEFT JOIN edition_copy c ON c.story_id = t.story_id AND c.lang = t.lang AND c.state = 'live' WHERE c.story_id IS NULL`, "a topic lists it, but it is not published"},
		{`SELECT p.story_id, p.lang FROM edition_copy_person p LEFT JOIN edition_copy c ON c.story_id = p.story_id AND c.lang = p.lang AND c.state = 'live' WHERE c.story_id IS NULL`, "a person's page lists it, but it is not published"},
		{`SELECT k.story_id, k.lang FROM edition_correction k LEFT JOIN edition_copy c ON c.story_id = k.story_id AND c.lang = k.lang AND c.state = 'live' WHERE c.story_id IS NULL`, "the list of corrections names it, but it is not published"},
		{`SELECT s.story_id, s.lang FROM edition_search s LEFT JOIN edition_copy c ON c.story_id = s.story_id AND c.lang = s.lang AND c.state = 'live' WHERE c.story_id IS NULL`, "the search finds it, but it is not published"},
		{`SELECT c.story_id, c.lang FROM edition_copy c LEFT JOIN edition_search s ON s.story_id = c.story_id AND s.lang = c.lang
			LEFT JOIN edition_search_todo d ON d.story_id = c.story_id AND d.lang = c.lang WHERE c.state = 'live' AND s.doc IS NULL AND d.lang IS NULL`, "it is published, but the search does not find it"},
	} {
		err := tx.Rows(ctx, q.query, nil, func(scan func(...any) error) error {
			var storyID, l string
			err := scan(&storyID, &l)
			found(storyID+" "+l, q.detail)
			return err
		})
		if err != nil {
			return copies, err
		}
	}
	return copies, checkFronts(ctx, tx, found)
}

// checkFronts tells of fronts that cannot be read, or on which a story stands that
// does not exist.
func checkFronts(ctx context.Context, tx *db.Tx, found func(id, detail string)) error {
	fronts := map[string]string{}
	err := tx.Rows(ctx, `SELECT lang, content FROM edition_front`, nil, func(scan func(...any) error) error {
		var l, content string
		err := scan(&l, &content)
		fronts[l] = content
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range slices.Sorted(maps.Keys(fronts)) {
		var f Front
		if json.Unmarshal([]byte(fronts[l]), &f) != nil {
			found("front "+l, "what is arranged on it cannot be read")
			continue
		}
		gone, err := f.astray(ctx, tx)
		if err != nil {
			return err
		}
		for _, one := range gone {
			found("front "+l, one.field+" is of a story that does not exist: "+one.story)
		}
	}
	return nil
}
