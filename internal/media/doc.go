// Package media keeps pictures: the original as it came, and the renditions that
// readers get, upright, in a few widths and formats, without any tag.
//
// Tables: media, media_source, media_rendition. Files: originals/ and renditions/
// in the blob store. Addresses: /media/{hash}/{width}.{ext}, which never change
// what they show. Jobs: media.renditions.
//
// Originals are never shown to readers. It knows no story.
package media
