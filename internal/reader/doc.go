// Package reader is the site that readers see: fronts, articles, sections, topics,
// people, feeds and sitemaps.
//
// It reads copies through the Shelf and the outlet's Profile, and nothing else: no
// draft can reach it. Every answer is made in memory first, is the same for all who
// ask for its address, and is kept by the Store under tags that name what it is
// made of. Absolute addresses are made of the outlet's own URL, never of a request.
//
// What pages look like is the theme's: templates over the page structs of pages.go,
// style sheets, faces and a small script. A page works without the script and asks
// no other site for anything.
//
// It has no table, no sessions and no forms, and sets no cookie.
package reader
