// Package media keeps the library: the original of each picture without its tags, and
// the renditions that readers get, upright, in a few widths and formats; what is said
// of it, by what right it is shown and until when, who uses it, and what it is like.
//
// Tables: media, media_source, media_rendition, media_text, media_use, media_band,
// media_word. Files: originals/ and renditions/ in the blob store. Addresses:
// /media/{hash}/{width}.{ext}, which never change what they show. Jobs: media.renditions.
//
// Readers can fetch what a live copy or a published person's page uses, and nothing
// else; originals never. Who uses a picture says so in the transaction that makes it so
// (SetUses); the package itself knows no story.
package media
