// Package editor is the page on which a text is written, by one or by many, and the
// protocol of the script that saves it: block operations in, revisions out, and a stream
// of who is there and what is new.
//
// It owns no table and no rule: texts and conflicts are story's, who is where is
// presence's. It never holds a text back: whatever was typed is saved, and where two
// people wrote the same words both are kept until one of them chooses.
package editor
