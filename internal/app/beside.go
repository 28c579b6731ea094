package app

import (
	"context"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/translation"
)

// besidePairs answers edition's question for what a published translation was made of.
func besidePairs(ctx context.Context, tx *db.Tx, storyID string, l, from lang.Tag) (list []edition.Pair, err error) {
	sheet, err := translation.Read(ctx, tx, storyID, l)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil || sheet.Source != from {
		return nil, err
	}
	for _, row := range sheet.Rows {
		if row.Head() || row.ID == "" {
			continue
		}
		p := edition.Pair{Text: []string{row.ID}}
		for _, s := range row.Sources {
			if !s.Gone {
				p.Original = append(p.Original, s.ID)
			}
		}
		list = append(list, p)
	}
	return list, nil
}
