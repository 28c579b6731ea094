// Package talk is what stands beside a text at the desk: the pages of comments, of
// suggestions and of a text's history, and the fragments of them that the writing page
// shows in its panel.
//
// It owns no table and no rule: what is said is comment's, revisions are story's, words
// are compared by body.
package talk
