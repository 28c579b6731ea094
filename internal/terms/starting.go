package terms

import (
	"bytes"
	"context"
	_ "embed"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// startingFile is a set of rules on contested names of places and sides in the South
// Caucasus, to begin with and to adapt. It is nobody's position.
//
//go:embed starting.csv
var startingFile []byte

// StartingLangs are the languages of the starting set.
func StartingLangs() []lang.Tag { return tongues }

// Begin takes the starting set over in some languages. Terms that are there already stay
// as they are.
func Begin(ctx context.Context, tx *db.Tx, langs map[lang.Tag]bool, by string) (Report, error) {
	rows, err := ReadFile(bytes.NewReader(startingFile))
	if err != nil {
		return Report{}, err
	}
	var wanted []Row
	for _, row := range rows {
		l := lang.Tag(row.Cells["lang"])
		if !langs[l] {
			continue
		}
		_, there, err := ByKey(ctx, tx, row.Cells["key"], l)
		if err != nil {
			return Report{}, err
		}
		if !there {
			wanted = append(wanted, row)
		}
	}
	return Import(ctx, tx, wanted, by, true, func(lang.Tag) bool { return true })
}
