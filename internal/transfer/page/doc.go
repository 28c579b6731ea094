// Package page reads saved article pages: HTML as a browser saved it, or the
// plain text of a page with all its furniture around it.
//
// It owns the knowledge of what on such a page is the article (headline,
// standfirst, date, bylines, body) and what is furniture: menus, share rows,
// teasers, most-read lists, appeals, notices, comments, footers, in every
// language the newsroom meets. Pages of one batch teach each other: what stands
// on several pages of one site is furniture.
//
// It never fetches anything, never stores anything and never trusts a page:
// size, depth and number of nodes are bounded, and no mark-up leaves it but the
// few inline elements that a body can hold.
package page
