package page

// learn marks what stands on several pages of one site: menus, most-read lists
// and footers recur, articles do not. It marks only; a page's own headline may
// stand on another page as a teaser, so the choice is made where the page is read.
func learn(pages []*draft) {
	sites := map[string][]*draft{}
	for _, d := range pages {
		site := d.in.site()
		if site == "" {
			site = Input{URL: d.meta.canonical}.site()
		}
		sites[site] = append(sites[site], d)
	}
	for _, group := range sites {
		if len(group) > 1 {
			markCommon(group)
		}
	}
}

func markCommon(group []*draft) {
	on := map[string]int{}
	for _, d := range group {
		seen := map[string]bool{}
		for _, u := range d.units {
			if !seen[u.folded] && u.folded != "" {
				seen[u.folded] = true
				on[u.folded]++
			}
		}
	}
	for _, d := range group {
		for i := range d.units {
			u := &d.units[i]
			u.common = on[u.folded] > 1
			u.everywhere = len(group) > 2 && on[u.folded] == len(group)
		}
	}
}
