// Package writing is what the writing editor of the desk (islands/editor) is given by
// the server: its sentences and the addresses it may embed. Its tests try the editor in
// a browser.
//
// It never reads or keeps a text: the page of the editor does.
package writing
