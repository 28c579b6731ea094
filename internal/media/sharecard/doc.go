// Package sharecard draws the picture that stands for a page where its link is
// shared: 1200 by 630 pixels, as networks ask for it (ogp.me; Facebook, Sharing,
// "Images in Link Shares"), with headline, kind or viewpoint, section, author, and
// the outlet's name and mark, over the page's own picture or a ground of type.
//
// It owns the look of these pictures and the setting of type: shaping, direction,
// line breaks, sizes by length and script. Its faces are those of the default
// theme, under the SIL Open Font License (fonts/OFL.txt).
//
// It is pure: no database, no store, no network. It knows no story, only words.
package sharecard
