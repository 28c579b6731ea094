package body

// MediaIDs lists the files of the media library that a body places, in order. One that
// is placed twice is named twice.
func MediaIDs(doc Doc) (ids []string) {
	var gather func([]Block)
	gather = func(blocks []Block) {
		for _, b := range blocks {
			for _, p := range b.Pictures {
				if p.Media != "" {
					ids = append(ids, p.Media)
				}
			}
			gather(b.Blocks)
		}
	}
	gather(doc.Blocks)
	return ids
}
