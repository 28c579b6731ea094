// Package library is the desk's place for pictures: what the newsroom has, by whom and by
// what right, what is said of it in each language, where it is used, and what must stay
// when it is cropped. Pictures are brought, found, described and taken out here, and given
// to the editor, which places them in texts.
//
// Job: library.daily.
//
// It shows a picture to who may see it, and its files through the desk alone: readers' own
// addresses are open only for what is published. It decides no right (people.May does)
// and keeps nothing itself (media does).
package library
