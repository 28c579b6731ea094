// Package notice tells people of what others did that concerns them: work that was
// given to them, a question that names them, a gate that waits for them. A notice is
// put in the transaction of the act it tells of, and is kept as a sentence's key and
// what fills it, so that everybody reads it in her own language.
//
// Table: notice. Job: notice.prune.
//
// Nobody is told of her own act, nor of one act twice under one key. It holds no text
// of a story beyond its headline, and no secret.
package notice
