// Package picture turns a picture that somebody sent into the pictures that
// readers get: upright, in a few widths, in the formats of today, without a word
// about camera, place or person.
//
// It owns reading size and kind before anything is decoded, the bounds on both,
// the orientation, cropping around a focal point, scaling, and encoding. Every tag
// is lost by encoding anew: EXIF, XMP, IPTC, comments, and the colour profile,
// whose pixels are taken for sRGB as they stand. Of an animation the first frame
// is shown.
//
// It is pure: no database, no store, no network. It never keeps an original.
package picture
