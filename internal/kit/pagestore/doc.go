// Package pagestore keeps rendered pages as the bytes that go over the wire, and
// serves them.
//
// A page has a key and tags that name what it is made of. It is rendered once
// however many ask, compressed once for each encoding, and kept in memory, within
// bounds, until one of its tags is dropped. A render that began before a drop is
// never kept, nor given to anyone who asked after it.
//
// With a folder, pages are also kept on disk and served from there when rendering
// fails because the machinery behind it is away. The folder may be deleted at any
// time.
//
// What is kept is the same for every reader: it has no cookies and takes nothing
// from the request but its key, its validators and the encodings it accepts. The
// package knows neither addresses nor what is on a page.
package pagestore
